//! `cargo xtask serve`: the page on this machine, rebuilt when a file changes.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};

use crate::{process, setup};

/// Serves the page until it is stopped.
///
/// # Errors
/// If a tool is missing, the port is taken, or the first build fails.
pub(crate) fn serve(port: u16, open: bool) -> Result<()> {
    let tools = setup::for_serve()?;
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!(
            "port {port} is taken or not allowed: please choose another, for example `cargo xtask serve --port 8081`"
        );
    }
    println!(
        "Building the page (the first time usually 1 to 2 minutes, later a few seconds), then serving it on http://127.0.0.1:{port}"
    );
    let mut trunk = tools.command("trunk");
    // The built files lie apart from those of `dist`, which are another build.
    trunk.args([
        "serve",
        "--skip-version-check",
        "--dist",
        "target/serve",
        "--address",
        "127.0.0.1",
    ]);
    trunk.arg("--port").arg(port.to_string());
    if open {
        trunk.arg("--open");
    }
    std::fs::create_dir_all(process::root()?.join("target/serve"))?;
    become_(trunk.current_dir(process::root()?)).context("Trunk could not be started")
}

/// Turns this process into the server, so that stopping the one stops the other.
#[cfg(unix)]
fn become_(command: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_(command: &mut std::process::Command) -> Result<()> {
    process::run(command)
}
