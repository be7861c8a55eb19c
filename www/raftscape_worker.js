// Heavy work on a thread of its own: checks a script, and says how far it is and what came of it.
onmessage = async ({ data: { glue, module, work } }) => {
  const { default: init, check } = await import(/* @vite-ignore */ glue);
  await init({ module_or_path: module });
  check(work, (...said) => postMessage(said));
};
