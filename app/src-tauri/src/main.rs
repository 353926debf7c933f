//! The app on a desktop. On a phone the system calls the library.

// No console beside the window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

/// As in the other programs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let arguments = onsite_app::Arguments::read(std::env::args().skip(1));
    onsite_app::run(arguments)
}
