// How many frames a page asks for: none where nothing moves.
/// Counts from now on how many frames the page asks for.
export function countFrames(page) {
  return page.evaluate(() => {
    const ask = window.requestAnimationFrame.bind(window);
    window.asked = 0;
    window.passed = (frames) => new Promise((done) => {
      const tick = () => (frames-- > 0 ? ask(tick) : done());
      tick();
    });
    window.requestAnimationFrame = (then) => {
      window.asked += 1;
      return ask(then);
    };
  });
}

/// How many frames the page asks for, once what glides has ended, while fifty pass.
export function framesAsked(page) {
  return page.evaluate(async () => {
    await window.passed(2);
    window.asked = 0;
    await window.passed(50);
    return window.asked;
  });
}
