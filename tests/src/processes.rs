//! The real programs, started as a person starts them: arguments, environment, lines on their outputs, signals.
//!
//! Nothing here waits by the clock: a start is over when the program prints the line that says it is ready, or ends. The
//! limits on waiting only turn a hang into a failure that shows what the program said. A [`Program`] that is dropped is
//! killed.
//!
//! Programs of this workspace lie beside the test that looks for them; `cargo test` alone does not build them, so the
//! phases of `cargo xtask test` do (`cargo build --workspace --bins`).

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};

/// How long a program may take to say that it is ready, or to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to start a program; starts as often as wanted.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    folder: Option<PathBuf>,
}

impl Launch {
    /// A program of this workspace by its name (`onsite-server`, `onsite`).
    ///
    /// # Errors
    /// When it has not been built.
    pub fn ours(name: &str) -> anyhow::Result<Self> {
        let here = std::env::current_exe()?;
        // A test lies in `deps`, one folder below the programs; the demo lies beside them.
        let folders = here.ancestors().skip(1).take(2);
        let mut candidates = folders.map(|folder| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION));
        let program = candidates.find(|path| path.is_file());
        Ok(Self::program(program.with_context(|| format!("no {name} here; cargo build --workspace --bins makes it"))?))
    }

    #[must_use]
    pub fn program(path: impl Into<PathBuf>) -> Self {
        Self { program: path.into(), arguments: Vec::new(), environment: Vec::new(), folder: None }
    }

    #[must_use]
    pub fn args<A: Into<String>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Starts it and leaves it alone.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self) -> anyhow::Result<Program> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        let mut child = command.spawn().with_context(|| format!("starting {}", self.program.display()))?;
        let output = Arc::new(Output::default());
        let stdout = child.stdout.take().context("its output is piped")?;
        let stderr = child.stderr.take().context("its errors are piped")?;
        Output::collect(&output, stdout, |said| &mut said.stdout);
        Output::collect(&output, stderr, |said| &mut said.stderr);
        Ok(Program { child, output })
    }

    /// Starts it and waits until it prints a line that contains `ready`; gives that line too.
    ///
    /// # Errors
    /// When it cannot be started, ends first, or says nothing of the kind for a minute.
    pub fn start_until(&self, ready: &str) -> anyhow::Result<(Program, String)> {
        let program = self.start()?;
        let line = program.wait_for_line(ready)?;
        Ok((program, line))
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end within a minute. A bad end is not an error here: see
    /// [`Ended::status`].
    pub fn run(&self) -> anyhow::Result<Ended> {
        self.start()?.wait()
    }
}

/// A running program.
pub struct Program {
    child: Child,
    output: Arc<Output>,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: Vec<String>,
    pub stderr: Vec<String>,
}

impl Program {
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// The first line on stdout, past or to come, that contains `text`.
    ///
    /// # Errors
    /// When the program ends first, or a minute passes; the error shows what it said.
    pub fn wait_for_line(&self, text: &str) -> anyhow::Result<String> {
        self.wait_for(text, |lines| lines.iter().find(|line| line.contains(text)).cloned())
    }

    /// Waits until `find` finds something in what it said on stdout; `what` that is, for the error.
    ///
    /// # Errors
    /// Those of [`Program::wait_for_line`].
    pub fn wait_for<T>(&self, what: &str, find: impl Fn(&[String]) -> Option<T>) -> anyhow::Result<T> {
        let said = self.output.wait_until(|said| find(&said.stdout).is_some() || said.open_streams == 0);
        find(&said.stdout).ok_or_else(|| anyhow!("it never said {what:?}\n{}", said.shown()))
    }

    /// What it said so far on stdout, line by line.
    #[must_use]
    pub fn stdout(&self) -> Vec<String> {
        self.output.lock().stdout.clone()
    }

    /// What it said so far on stderr, line by line.
    #[must_use]
    pub fn stderr(&self) -> Vec<String> {
        self.output.lock().stderr.clone()
    }

    /// Whether it has ended by itself.
    ///
    /// # Errors
    /// When the system refuses to say.
    pub fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Kills it as a power cut would, without a word (signal 9), and waits until it is gone.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(mut self) -> anyhow::Result<Ended> {
        self.child.kill()?;
        self.wait()
    }

    /// Asks it to end (signal 15) and waits until it has.
    ///
    /// # Errors
    /// When the system refuses or the program does not end within a minute.
    pub fn stop(self) -> anyhow::Result<Ended> {
        self.ask("-TERM")
    }

    /// Interrupts it as ctrl-c does (signal 2) and waits until it has ended.
    ///
    /// # Errors
    /// Those of [`Program::stop`].
    pub fn interrupt(self) -> anyhow::Result<Ended> {
        self.ask("-INT")
    }

    fn ask(self, signal: &str) -> anyhow::Result<Ended> {
        let asked = Command::new("kill").args([signal, &self.process_id().to_string()]).status()?;
        if !asked.success() {
            bail!("asking it to end: {asked}");
        }
        self.wait()
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// When it does not within a minute; it is killed then.
    pub fn wait(mut self) -> anyhow::Result<Ended> {
        // The outputs close when the program ends: waiting for them needs no polling and has a limit.
        let said = self.output.wait_until(|said| said.open_streams == 0);
        if said.open_streams > 0 {
            bail!("it does not end\n{}", said.shown());
        }
        let (stdout, stderr) = (said.stdout.clone(), said.stderr.clone());
        drop(said);
        Ok(Ended { status: self.child.wait()?, stdout, stderr })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended before; then there is nothing to kill and nothing to do about it.
        let _gone = (self.child.kill(), self.child.wait());
    }
}

/// What a program says, and whoever waits for it.
struct Output {
    said: Mutex<Said>,
    changed: Condvar,
}

struct Said {
    stdout: Vec<String>,
    stderr: Vec<String>,
    open_streams: u8,
}

impl Default for Output {
    fn default() -> Self {
        let said = Said { stdout: Vec::new(), stderr: Vec::new(), open_streams: 2 };
        Self { said: Mutex::new(said), changed: Condvar::new() }
    }
}

impl Output {
    fn lock(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes back when `is_enough`, or when patience ends.
    fn wait_until(&self, is_enough: impl Fn(&Said) -> bool) -> MutexGuard<'_, Said> {
        let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, |said| !is_enough(said));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn collect(output: &Arc<Self>, stream: impl Read + Send + 'static, lines: fn(&mut Said) -> &mut Vec<String>) {
        let output = Arc::clone(output);
        std::thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                lines(&mut output.lock()).push(String::from_utf8_lossy(&line).into_owned());
                output.changed.notify_all();
            }
            let mut said = output.lock();
            said.open_streams = said.open_streams.saturating_sub(1);
            output.changed.notify_all();
        });
    }
}

impl Said {
    fn shown(&self) -> String {
        format!("stdout:\n{}\nstderr:\n{}", self.stdout.join("\n"), self.stderr.join("\n"))
    }
}

/// A port of the loopback that nobody uses at this moment, for a program that must have the same one after a restart.
///
/// # Errors
/// When there is none.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn shell(script: &str) -> Launch {
        Launch::program("/bin/sh").args(["-c", script])
    }

    #[test]
    fn a_program_is_ready_when_it_says_so_and_can_be_killed_and_started_again() {
        let launch = shell("echo warming up; echo \"ready on $PORT\"; exec tail -f /dev/null").env("PORT", "7");
        for _ in 0..3 {
            let (program, line) = launch.start_until("ready").unwrap();
            assert_eq!(line, "ready on 7");
            let ended = program.kill().unwrap();
            assert_eq!(ended.status.signal(), Some(9));
            assert_eq!(ended.stdout, ["warming up", "ready on 7"]);
        }
    }

    #[test]
    fn a_program_that_is_asked_to_end_may_say_goodbye() {
        let launch = shell("trap 'echo goodbye; exit 3' TERM; mkfifo pipe; echo ready; read line < pipe");
        let folder = tempfile::tempdir().unwrap();
        let (program, _) = launch.folder(folder.path()).start_until("ready").unwrap();
        let ended = program.stop().unwrap();
        assert_eq!((ended.status.code(), ended.stdout.last().map(String::as_str)), (Some(3), Some("goodbye")));
    }

    #[test]
    fn a_program_that_ends_before_it_is_ready_shows_what_it_said() {
        let failure = shell("echo the port is taken >&2; exit 1").start_until("ready").err().unwrap();
        assert!(failure.to_string().contains("the port is taken"));
    }

    #[test]
    fn a_program_runs_to_its_end_and_both_outputs_are_kept() {
        let ended = shell("echo out; echo err >&2; exit 4").run().unwrap();
        assert_eq!(
            (ended.status.code(), ended.stdout, ended.stderr),
            (Some(4), vec!["out".into()], vec!["err".into()])
        );
    }

    #[test]
    fn a_program_that_was_never_built_is_named() {
        let failure = Launch::ours("onsite-nothing").err().unwrap();
        assert!(failure.to_string().contains("onsite-nothing"));
        assert_ne!(free_port().unwrap(), 0);
    }
}

/// What a program that is not ours says of something; an error where it finds anything wrong.
pub fn examined(program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.to_owned())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    anyhow::ensure!(output.status.success(), "{program}: {said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(said)
}
