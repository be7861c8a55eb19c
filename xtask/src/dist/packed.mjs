// A page that fetches nothing: what its glue would fetch lies in it, compressed and written as text.
const here = /^(https?|file):/.test(location.protocol) ? location.href : "file:///";

async function unpack(address) {
  const { textContent } = document.getElementById(address.pathname.split("/").at(-1));
  const packed = Uint8Array.from(atob(textContent), (letter) => letter.charCodeAt());
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(bytes, { headers: { "content-type": "application/wasm" } });
}
