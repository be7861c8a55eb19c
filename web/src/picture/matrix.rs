//! Where the coordinates of one element lie in those of another.

use super::{decimal, number};

/// Takes `(x, y)` to `(a x + c y + e, b x + d y + f)`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Matrix(pub(crate) [f64; 6]);

impl Matrix {
    pub(crate) const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(crate) fn moved(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// What comes of the other one and then of this.
    pub(crate) fn after(&self, first: &Matrix) -> Matrix {
        let Matrix([a, b, c, d, e, f]) = *self;
        let Matrix([p, q, r, s, t, u]) = *first;
        Matrix([
            a * p + c * q,
            b * p + d * q,
            a * r + c * s,
            b * r + d * s,
            a * t + c * u + e,
            b * t + d * u + f,
        ])
    }

    /// The way back; none if all is flattened.
    pub(crate) fn back(&self) -> Option<Matrix> {
        let Matrix([a, b, c, d, e, f]) = *self;
        let size = a * d - b * c;
        (size.abs() > 1e-9).then(|| {
            Matrix([
                d / size,
                -b / size,
                -c / size,
                a / size,
                (c * f - d * e) / size,
                (b * e - a * f) / size,
            ])
        })
    }

    /// As the attribute `transform`; none if it changes nothing.
    pub(crate) fn words(&self) -> Option<String> {
        let Matrix(all @ [.., e, f]) = *self;
        let turned: Vec<String> = all[..4].iter().map(|it| decimal(*it, 4)).collect();
        let (e, f) = (number(e), number(f));
        match turned.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["1", "0", "0", "1"] if e == "0" && f == "0" => None,
            ["1", "0", "0", "1"] => Some(format!("translate({e} {f})")),
            _ => Some(format!("matrix({} {e} {f})", turned.join(" "))),
        }
    }
}
