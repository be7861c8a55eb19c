// Measures the workloads in Node as WebAssembly built like the page's, as src/main.rs does natively.
// Usage: node run.mjs MODULE NAMES-AS-JSON

import { readFileSync } from "node:fs";

/** How often each workload runs. The median counts. */
const RUNS = 5;

const [path, names] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(path));
const { run } = instance.exports;

JSON.parse(names).forEach(({ name, unit }, workload) => {
  run(workload);
  const rates = Array.from({ length: RUNS }, () => {
    // The processor's time and not the clock's, which other programs on the machine change.
    const start = process.cpuUsage();
    const done = Number(run(workload));
    const { user, system } = process.cpuUsage(start);
    return done / ((user + system) / 1e6);
  });
  const value = Math.round(rates.sort((a, b) => a - b)[RUNS >> 1]);
  console.log(JSON.stringify({ name: `WebAssembly as on the page, ${name}`, value, unit: `${unit} per s`, better: "higher" }));
});
