//! What the stage looks like, as pure functions: a view, a moment and a size become elements.
