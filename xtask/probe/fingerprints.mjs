// Prints the fingerprint of each seed, as the WebAssembly named on the command line computes it.
import { readFile } from "node:fs/promises";

const module = await WebAssembly.compile(await readFile(process.argv[2]));
const { seeds, fingerprint_of } = (await WebAssembly.instantiate(module)).exports;
for (let seed = 0n; seed < seeds(); seed += 1n) {
  // Node sees 64 bits as a signed number.
  const fingerprint = BigInt.asUintN(64, fingerprint_of(seed));
  console.log(`${seed} ${fingerprint.toString(16).padStart(16, "0")}`);
}
