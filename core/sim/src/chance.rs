//! Chance is keyed, not streamed: a draw is a function of the seed, its purpose, whom it concerns and a key of its own.
//!
//! So dropping one message or turning one dial changes nothing but what follows from it.

/// What a draw is for. The numbers are part of what a seed means: never change one.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Latency = 1,
    Loss = 2,
    LossPoint = 3,
    Copy = 4,
    CopyLatency = 5,
    ElectionTimeout = 6,
    DiskLatency = 7,
    CrashKeeps = 8,
    ClientLatency = 9,
    ClockRate = 10,
    Late = 11,
    LateLimit = 12,
    LateBy = 13,
}

/// The source of all draws of one world.
#[derive(Clone, Copy)]
pub(crate) struct Chance {
    seed: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance { seed }
    }

    pub(crate) fn seed(self) -> u64 {
        self.seed
    }

    /// Any number, each as likely as the other.
    pub(crate) fn draw(self, purpose: Purpose, who: u64, key: u64) -> u64 {
        let first = mix(self.seed ^ ((purpose as u64) << 56));
        mix(mix(first ^ who) ^ key)
    }

    /// A number from `min` to `max`, both included; `min` if they are not in order. The span is below 2^32.
    pub(crate) fn between(
        self,
        (min, max): (u64, u64),
        purpose: Purpose,
        who: u64,
        key: u64,
    ) -> u64 {
        let span = max.saturating_sub(min) + 1;
        min + (((self.draw(purpose, who, key) >> 32) * span) >> 32)
    }

    /// True with this probability, in permille.
    pub(crate) fn per_mille(self, share: u64, purpose: Purpose, who: u64, key: u64) -> bool {
        share > 0 && self.between((0, 999), purpose, who, key) < share
    }
}

/// Spreads every bit of the input over the whole output (the finaliser of SplitMix64; Steele, Lea, Flood 2014).
fn mix(input: u64) -> u64 {
    let mut z = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
