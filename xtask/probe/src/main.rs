//! Prints the fingerprint of each seed, as native code computes it.

fn main() -> Result<(), String> {
    for seed in 0..probe::SEEDS {
        let fingerprint = probe::fingerprint(seed).map_err(|error| error.to_string())?;
        println!("{seed} {fingerprint:016x}");
    }
    Ok(())
}
