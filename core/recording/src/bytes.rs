//! Numbers and texts as bytes: small numbers take one.

use crate::error::RecordingError;

/// Bytes that are being written.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

/// Bytes that are being read, those that are left.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

type Read<T> = Result<T, RecordingError>;

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Seven bits a byte, the lowest first; the highest bit of a byte says that another one follows.
    pub(crate) fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …
    pub(crate) fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    /// Its length in bytes, and UTF-8.
    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    /// How many, and each of them.
    pub(crate) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Writer, &T)) {
        self.count(items.len());
        items.iter().for_each(|item| write(self, item));
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn bytes<const LENGTH: usize>(&mut self) -> Read<[u8; LENGTH]> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(RecordingError::CutOff)?;
        self.0 = rest;
        Ok(*bytes)
    }

    pub(crate) fn byte(&mut self) -> Read<u8> {
        let [byte] = self.bytes()?;
        Ok(byte)
    }

    pub(crate) fn number(&mut self) -> Read<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            let shifted = bits << shift;
            if shifted >> shift != bits {
                break;
            }
            number |= shifted;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(RecordingError::Damaged)
    }

    /// A number of a narrower type.
    pub(crate) fn narrow<T: TryFrom<u64>>(&mut self) -> Read<T> {
        T::try_from(self.number()?).map_err(|_| RecordingError::Damaged)
    }

    pub(crate) fn signed(&mut self) -> Read<i64> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn text(&mut self) -> Read<&'a str> {
        let length = self.narrow()?;
        let (text, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(RecordingError::CutOff)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| RecordingError::Damaged)
    }

    /// Reads so many as it says. Each takes a byte at least, so that no count asks for more room than there are bytes.
    pub(crate) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Reader<'a>) -> Read<T>,
    ) -> Read<Vec<T>> {
        let count: usize = self.narrow()?;
        if count > self.0.len() {
            return Err(RecordingError::CutOff);
        }
        let mut items = Vec::new();
        for _ in 0..count {
            let left = self.0.len();
            items.push(read(self)?);
            debug_assert!(self.0.len() < left, "an item takes a byte at least");
        }
        Ok(items)
    }
}
