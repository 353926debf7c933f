//! A network that misbehaves: a TCP proxy on loopback between a phone and its server.
//!
//! [`Weather`] says what happens to new connections and to the bytes of open ones; [`Proxy::set`] changes it while
//! connections are open. Byte limits count for each connection, from its opening or from the last change of weather,
//! whichever is later. Up is from the client to the server, down is back.
//!
//! The waiting here is the product (a slow line), not a way to avoid a race: that is why this file may use a timer.

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep_until};

/// What passes and how.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    pub door: Door,
    pub up: Lane,
    pub down: Lane,
    /// Resets a connection once so many bytes passed, both directions together.
    pub cut_after_bytes: Option<u64>,
}

/// What a new connection meets. Open ones are not touched by a change; [`Proxy::cut_all`] ends them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Door {
    /// Connected to the server.
    #[default]
    Open,
    /// Refused, as when nobody listens.
    Refusing,
    /// Accepted, read, and never answered; the server hears nothing of it.
    HalfOpen,
    /// Every request is answered with 200 and a page of HTML, as in a hotel.
    CaptivePortal,
}

/// One direction.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    pub delay: Duration,
    pub bytes_per_second: Option<NonZeroU64>,
    /// Nothing passes while this is set; the connection lives on, as TCP does while its packets are lost.
    pub is_stalled: bool,
    /// Resets the connection, both directions, once so many bytes passed this way.
    pub cut_after_bytes: Option<u64>,
    /// Passes so many bytes this way and then nothing more; see [`Proxy::until`] for when that is.
    pub stall_after_bytes: Option<u64>,
    /// Ends this direction in good order once so many bytes passed, and swallows the rest: a truncated answer.
    pub truncate_after_bytes: Option<u64>,
}

impl Weather {
    #[must_use]
    pub fn fair() -> Self {
        Self::default()
    }

    /// A door that is not open, otherwise fair.
    #[must_use]
    pub fn door(door: Door) -> Self {
        Self { door, ..Self::default() }
    }

    /// The same delay and bandwidth both ways.
    #[must_use]
    pub fn slow(delay: Duration, bytes_per_second: Option<NonZeroU64>) -> Self {
        let lane = Lane { delay, bytes_per_second, ..Lane::default() };
        Self { up: lane.clone(), down: lane, ..Self::default() }
    }
}

/// Since the proxy started. Bytes count when they were handed on, not when they arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProxyCounts {
    pub connections: u64,
    pub up_bytes: u64,
    pub down_bytes: u64,
}

/// Dropping it ends everything; [`Proxy::stop`] also waits until everything has ended.
pub struct Proxy {
    address: SocketAddr,
    orders: watch::Sender<Orders>,
    totals: Totals,
    task: JoinHandle<()>,
}

#[derive(Clone, Default)]
struct Orders {
    weather: Weather,
    /// Rises with every change of weather.
    generation: u64,
    /// Rises with every call of `cut_all`.
    cuts: u64,
    is_stopping: bool,
}

type Totals = Arc<watch::Sender<ProxyCounts>>;

impl Proxy {
    /// Listens on a free port of the loopback in fair weather; `upstream` need not be there yet.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(upstream: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (orders, received) = watch::channel(Orders::default());
        let totals = Totals::default();
        let task = tokio::spawn(serve(listener, upstream, received, Arc::clone(&totals)));
        Ok(Self { address, orders, totals, task })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes the weather for new and open connections, and starts all byte limits again.
    pub fn set(&self, weather: Weather) {
        self.orders.send_modify(|orders| {
            orders.weather = weather;
            orders.generation = orders.generation.wrapping_add(1);
        });
    }

    /// Resets every open connection.
    pub fn cut_all(&self) {
        self.orders.send_modify(|orders| orders.cuts = orders.cuts.wrapping_add(1));
    }

    #[must_use]
    pub fn counts(&self) -> ProxyCounts {
        *self.totals.borrow()
    }

    /// Comes back as soon as the counts are `enough`.
    pub async fn until(&self, enough: impl Fn(&ProxyCounts) -> bool) {
        // Fails only when the sender is gone, which is here.
        let mut counts = self.totals.subscribe();
        let _counts = counts.wait_for(|counts| enough(counts)).await;
    }

    /// Ends every connection, frees the port and waits for both.
    pub async fn stop(mut self) {
        self.orders.send_modify(|orders| orders.is_stopping = true);
        // The task returns nothing and is not aborted before this point.
        let _ended = (&mut self.task).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, upstream: SocketAddr, mut orders: watch::Receiver<Orders>, totals: Totals) {
    let Ok(address) = listener.local_addr() else { return };
    let mut listener = Some(listener);
    let mut connections = JoinSet::new();
    loop {
        let (is_stopping, door) = {
            let current = orders.borrow_and_update();
            (current.is_stopping, current.weather.door)
        };
        if is_stopping {
            break;
        }
        if door == Door::Refusing {
            drop(listener.take());
            // A socket that is bound but does not listen refuses, and keeps the port for us.
            let reserved = reserve(address);
            if orders.wait_for(|o| o.is_stopping || o.weather.door != Door::Refusing).await.is_err() {
                break;
            }
            listener = reopen(address, reserved).await;
            continue;
        }
        let Some(accepting) = &listener else { break };
        tokio::select! {
            accepted = accepting.accept() => if let Ok((client, _)) = accepted {
                totals.send_modify(|counts| counts.connections = counts.connections.saturating_add(1));
                connections.spawn(connection(client, upstream, door, orders.clone(), Arc::clone(&totals)));
            },
            changed = orders.changed() => if changed.is_err() { break },
            _ = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    connections.shutdown().await;
}

/// Listens again. Where the port could not be kept, because connections of before were still closing, it is taken anew.
async fn reopen(address: SocketAddr, reserved: io::Result<TcpSocket>) -> Option<TcpListener> {
    const TRIES_MAX: u32 = 1_000_000;
    if let Ok(listener) = reserved.and_then(|socket| socket.listen(1024)) {
        return Some(listener);
    }
    for _ in 0..TRIES_MAX {
        if let Ok(listener) = TcpListener::bind(address).await {
            return Some(listener);
        }
        tokio::task::yield_now().await;
    }
    None
}

fn reserve(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn connection(
    mut client: TcpStream,
    upstream: SocketAddr,
    door: Door,
    orders: watch::Receiver<Orders>,
    totals: Totals,
) {
    let mut orders_of_end = orders.clone();
    let cuts = orders.borrow().cuts;
    let ended = async move {
        let _closed = orders_of_end.wait_for(|o| o.is_stopping || o.cuts != cuts).await;
    };
    match door {
        Door::Open => {
            let Ok(mut server) = TcpStream::connect(upstream).await else {
                let _reset = client.set_zero_linger();
                return;
            };
            let _no_delay = (client.set_nodelay(true), server.set_nodelay(true));
            let passed = Passed::default();
            let is_whole = {
                let (client_read, client_write) = client.split();
                let (server_read, server_write) = server.split();
                let up = pump(client_read, server_write, Way::Up, orders.clone(), &passed, &totals);
                let down = pump(server_read, client_write, Way::Down, orders, &passed, &totals);
                tokio::select! {
                    outcome = async { tokio::try_join!(up, down) } => outcome.is_ok(),
                    () = ended => false,
                }
            };
            if !is_whole {
                let _reset = (client.set_zero_linger(), server.set_zero_linger());
            }
        }
        Door::HalfOpen => tokio::select! {
            () = swallow(&mut client) => {}
            () = ended => {}
        },
        Door::CaptivePortal => tokio::select! {
            _ = portal(&mut client) => {}
            () = ended => {}
        },
        Door::Refusing => {
            let _reset = client.set_zero_linger();
        }
    }
}

async fn swallow(client: &mut TcpStream) {
    let mut buffer = [0; 4096];
    while matches!(client.read(&mut buffer).await, Ok(count) if count > 0) {}
}

async fn portal(client: &mut TcpStream) -> io::Result<()> {
    const PAGE: &str = "<!doctype html><title>Welcome</title><p>Please accept the terms of this network.</p>";
    let mut head = Vec::<u8>::new();
    let mut buffer = [0; 1024];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let count = client.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        head.extend(buffer.iter().take(count));
    }
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
        PAGE.len()
    );
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await?;
    // Closing with unread bytes would reset the connection and take the answer with it.
    swallow(client).await;
    Ok(())
}

#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
}

impl Way {
    fn lane(self, weather: &Weather) -> &Lane {
        match self {
            Self::Up => &weather.up,
            Self::Down => &weather.down,
        }
    }
}

/// The connection must be reset, because the weather says so or because one side did the same.
struct Reset;

/// What passed on one connection since the weather it counts for began.
#[derive(Default)]
struct Passed(Mutex<Tally>);

#[derive(Default)]
struct Tally {
    generation: u64,
    up: u64,
    down: u64,
}

/// What may still pass before something happens, and what then happens.
struct Allowance {
    bytes: u64,
    then: AtLimit,
}

enum AtLimit {
    GoOn,
    Truncate,
    Reset,
    Stall,
}

impl Passed {
    fn allowance(&self, orders: &Orders, way: Way) -> Allowance {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tally.generation != orders.generation {
            *tally = Tally { generation: orders.generation, ..Tally::default() };
        }
        let here = match way {
            Way::Up => tally.up,
            Way::Down => tally.down,
        };
        let lane = way.lane(&orders.weather);
        let limits = [
            (orders.weather.cut_after_bytes, tally.up.saturating_add(tally.down), AtLimit::Reset),
            (lane.cut_after_bytes, here, AtLimit::Reset),
            (lane.truncate_after_bytes, here, AtLimit::Truncate),
            (lane.stall_after_bytes, here, AtLimit::Stall),
        ];
        let allowances = limits
            .into_iter()
            .filter_map(|(limit, passed, then)| Some(Allowance { bytes: limit?.saturating_sub(passed), then }));
        allowances.min_by_key(|allowance| allowance.bytes).unwrap_or(Allowance { bytes: u64::MAX, then: AtLimit::GoOn })
    }

    fn add(&self, way: Way, bytes: u64) {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = match way {
            Way::Up => &mut tally.up,
            Way::Down => &mut tally.down,
        };
        *here = here.saturating_add(bytes);
    }
}

/// One direction of one connection. The delay is a line that holds many pieces at once, not a pause between two.
async fn pump(
    from: impl AsyncRead + Unpin,
    to: impl AsyncWrite + Unpin,
    way: Way,
    orders: watch::Receiver<Orders>,
    passed: &Passed,
    totals: &Totals,
) -> Result<(), Reset> {
    let (line, arriving) = mpsc::channel(256);
    tokio::try_join!(take_in(from, way, orders.clone(), line), give_out(arriving, to, way, orders, passed, totals))?;
    Ok(())
}

async fn take_in(
    mut from: impl AsyncRead + Unpin,
    way: Way,
    mut orders: watch::Receiver<Orders>,
    line: mpsc::Sender<(Instant, Vec<u8>)>,
) -> Result<(), Reset> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut buffer).await.map_err(|_| Reset)?;
        if count == 0 {
            return Ok(());
        }
        wait_while_stalled(&mut orders, way).await?;
        let due = Instant::now() + way.lane(&orders.borrow().weather).delay;
        let piece = buffer.iter().take(count).copied().collect();
        line.send((due, piece)).await.map_err(|_| Reset)?;
    }
}

async fn give_out(
    mut arriving: mpsc::Receiver<(Instant, Vec<u8>)>,
    mut to: impl AsyncWrite + Unpin,
    way: Way,
    mut orders: watch::Receiver<Orders>,
    passed: &Passed,
    totals: &Totals,
) -> Result<(), Reset> {
    let mut is_truncated = false;
    while let Some((due, piece)) = arriving.recv().await {
        sleep_until(due).await;
        let mut rest = piece.as_slice();
        while !rest.is_empty() && !is_truncated {
            wait_while_stalled(&mut orders, way).await?;
            let now = orders.borrow().clone();
            let allowance = passed.allowance(&now, way);
            let rate = way.lane(&now.weather).bytes_per_second;
            // A limited line hands on packets, so that a change of weather is felt soon.
            let packet = if rate.is_some() { rest.len().min(1460) } else { rest.len() };
            let (head, tail) = rest.split_at(packet.min(usize::try_from(allowance.bytes).unwrap_or(usize::MAX)));
            to.write_all(head).await.map_err(|_| Reset)?;
            let sent = u64::try_from(head.len()).unwrap_or(u64::MAX);
            passed.add(way, sent);
            totals.send_modify(|counts| {
                let passed = match way {
                    Way::Up => &mut counts.up_bytes,
                    Way::Down => &mut counts.down_bytes,
                };
                *passed = passed.saturating_add(sent);
            });
            if sent == allowance.bytes {
                match allowance.then {
                    AtLimit::Reset => {
                        to.flush().await.map_err(|_| Reset)?;
                        return Err(Reset);
                    }
                    AtLimit::Truncate => {
                        is_truncated = true;
                        to.shutdown().await.map_err(|_| Reset)?;
                    }
                    AtLimit::Stall => {
                        orders.wait_for(|o| o.generation != now.generation).await.map_err(|_| Reset)?;
                    }
                    AtLimit::GoOn => {}
                }
            }
            if let Some(rate) = rate {
                let micros = sent.saturating_mul(1_000_000) / rate.get();
                sleep_until(Instant::now() + Duration::from_micros(micros)).await;
            }
            rest = tail;
        }
    }
    if !is_truncated {
        to.shutdown().await.map_err(|_| Reset)?;
    }
    Ok(())
}

async fn wait_while_stalled(orders: &mut watch::Receiver<Orders>, way: Way) -> Result<(), Reset> {
    orders.wait_for(|o| !way.lane(&o.weather).is_stalled).await.map(drop).map_err(|_| Reset)
}
