// Heavy work on a thread of its own: checks a script, and says how far it is and what came of it.
onmessage = async ({ data: { glue, work } }) => {
  const { default: init, check } = await import(glue);
  await init();
  check(work, (...said) => postMessage(said));
};
