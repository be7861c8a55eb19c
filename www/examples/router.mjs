// The smallest router there is: what stands behind the # of the address is the name of a template.
const main = document.querySelector("main");

function show() {
  const page = document.getElementById(location.hash.slice(1) || "elections");
  if (page instanceof HTMLTemplateElement) main.replaceChildren(page.content.cloneNode(true));
}

addEventListener("hashchange", show);
show();
