//! What a page chooses of a mount, be it at its beginning or later: how fast time runs, what is seen, what a reader may do.

use super::super::outfit::{Outfit, read_view};
use super::super::playback::Speed;
use super::super::{Msg, Session};
use super::Asked;

impl Session {
    /// Dresses a mount as its page asks for it; if something is not right, not at all.
    ///
    /// # Errors
    /// A message that says what would be right.
    pub(crate) fn dress(&mut self, asked: &Asked) -> Result<(), String> {
        let mut outfit = self.screen.outfit;
        let (mut speed, mut view) = (None, None);
        for (name, words) in asked {
            match &**name {
                "speed" => speed = Some(Speed::read(words)?),
                "view" => view = Some(read_view(words)?),
                name if Outfit::NAMES.contains(&name) => outfit.read(name, words)?,
                name => {
                    let names = Outfit::NAMES.join(", ");
                    return Err(format!(
                        "“{name}” cannot be changed in a cluster that is shown; speed, view, {names} can."
                    ));
                }
            }
        }
        if let Some(speed) = speed {
            self.door.speed = Some(speed);
            self.apply_speed();
        }
        self.update(Msg::Outfit(outfit));
        view.into_iter().for_each(|view| self.follow_up(view));
        Ok(())
    }
}
