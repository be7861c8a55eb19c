// What a page leaves behind: listeners and nodes that nothing uses any more, and memory.

/// Gives what counts the listeners and nodes of a page, once the browser has collected what it can.
export async function countLeft(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { listeners: of("JSEventListeners"), nodes: of("Nodes") };
  };
}

/// From now on a page keeps the memories of its modules as `window.memories`; to be called before it is opened.
export function keepMemories(page) {
  return page.addInitScript(() => {
    window.memories = [];
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const make = WebAssembly[name].bind(WebAssembly);
      WebAssembly[name] = async (...what) => {
        const made = await make(...what);
        const exported = Object.values((made.instance ?? made).exports);
        window.memories.push(...exported.filter((it) => it instanceof WebAssembly.Memory));
        return made;
      };
    }
  });
}
