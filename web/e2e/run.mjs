// Runs the test files named on the command line in one process, so that they share one browser.
for (const file of process.argv.slice(2)) {
  await import(`./${file}`);
}
