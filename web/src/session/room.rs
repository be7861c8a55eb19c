//! How the room of a mount is divided, which follows from its size: what stands beside what, and how large letters are.

/// What stands where, of a mount of this size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Room {
    width: u16,
    height: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// Stage left, logs and reading pane right, time below.
    Wide,
    /// The stage and the time bar; one of the others at a time lies beside the stage.
    Narrow,
}

/// Letters of running text on the smallest screen, in pixels.
const LETTERS: u16 = 14;

/// The size at which the page is laid out for these letters: a projector's.
const PROJECTOR: (u16, u16) = (1_280, 720);

impl Room {
    /// Of so many pixels.
    pub(crate) fn of((width, height): (u16, u16)) -> Room {
        Room { width, height }
    }

    pub(crate) fn width(self) -> u16 {
        self.width
    }

    pub(crate) fn height(self) -> u16 {
        self.height
    }

    pub(crate) fn layout(self) -> Layout {
        match (self.width, self.height) {
            (1_200.., 560..) | (1_000.., 680..) => Layout::Wide,
            _ => Layout::Narrow,
        }
    }

    /// Whether there is room for two views beside each other.
    pub(crate) fn has_both(self) -> bool {
        self.layout() == Layout::Wide && self.width >= 1_600
    }

    /// Whether there is room for a line of its own for title and seed.
    pub(crate) fn has_header(self) -> bool {
        self.layout() == Layout::Wide || self.height >= 480
    }

    /// Letters of running text, in pixels: they grow with the room, half as fast.
    pub(crate) fn letters(self) -> u16 {
        let of = |pixels: u16, usual: u16| u32::from(pixels) * 100 / u32::from(usual);
        let percent = of(self.width, PROJECTOR.0).min(of(self.height, PROJECTOR.1));
        LETTERS + (percent.clamp(100, 200) as u16 - 100) / 10
    }

    /// The least size of a server's name on the stage, in pixels: what is as wide as a wall is read from afar.
    pub(crate) fn least_name(self) -> u16 {
        if self.width >= 1_600 { 24 } else { 0 }
    }

    /// Whether what lies beside the stage lies at its right, and not below it.
    pub(crate) fn is_beside(self) -> bool {
        self.layout() == Layout::Wide || self.width > self.height
    }

    /// Width of what lies beside the stage, in pixels.
    pub(crate) fn side(self) -> u16 {
        let share = |percent: u32| (u32::from(self.width) * percent / 100) as u16;
        match (self.layout(), self.is_beside()) {
            (Layout::Wide, _) => share(40).min(1_200),
            (Layout::Narrow, true) => share(56),
            (Layout::Narrow, false) => self.width,
        }
    }

    /// Whether a narrow stage has room for the key to the marks under it.
    pub(crate) fn has_key(self) -> bool {
        self.layout() == Layout::Narrow && self.height >= 700
    }

    /// Whether the strips of the time bar are one for all servers, if the reader does not unfold them.
    pub(crate) fn folds_strips(self) -> bool {
        self.height < 700
    }
}
