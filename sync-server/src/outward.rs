//! Requests of this server to addresses that people name: receivers of webhooks, sources of map tiles.
//!
//! Invariants
//! - No address of this machine or of a private network is reached unless the operator says so. It is the address that is
//!   connected to that counts, not the name: a name may mean any address, and another one a moment later, so names are looked
//!   up here, for the connection itself, and what is not public is left out.
//! - Over TLS alone, unless the operator lets requests into private networks.
//! - No redirect is followed and no proxy is asked: both would connect where nobody looked.
//! - Every request ends after a time, and no more of an answer is kept than was asked for.

use crate::ServerError;
use onsite_domain::{Rejected, RejectedCode};
use reqwest::{
    RequestBuilder, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use std::error::Error as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// A longer address is none that a person gave.
pub(crate) const URL_BYTES_MAX: usize = 2_000;

/// How an errand is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Errand {
    /// Who asks, as `user-agent`.
    pub(crate) agent: &'static str,
    /// An answer that takes longer is none.
    pub(crate) timeout: Duration,
    /// More than this of an answer is not kept; zero where nobody reads it.
    pub(crate) body_bytes_max: usize,
    /// May lead into private networks, and over plain HTTP.
    pub(crate) may_reach_private: bool,
}

/// Asks whom people name. Cloned freely.
#[derive(Clone)]
pub(crate) struct Outward {
    client: reqwest::Client,
    errand: Errand,
}

/// What was answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// For how long nobody should ask again.
    pub(crate) retry_after_s: Option<i64>,
    /// Of an answer that says yes.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there was no answer. Without an address: whoever reads the log need not know more of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    NoAddress,
    NotPublic,
    Timeout,
    NoConnection,
    BrokenOff,
    TooLarge,
}

impl NoAnswer {
    /// As it is kept and told.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::NotPublic => "not_public",
            Self::Timeout => "timeout",
            Self::NoConnection => "no_connection",
            Self::BrokenOff => "broken_off",
            Self::TooLarge => "too_large",
        }
    }
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(inner) = source {
            if inner.is::<NotPublic>() {
                return Self::NotPublic;
            }
            source = inner.source();
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::NoConnection
        } else {
            Self::BrokenOff
        }
    }
}

impl Outward {
    /// # Errors
    /// [`ServerError::Unavailable`] where there can be no client.
    pub(crate) fn new(errand: Errand) -> Result<Self, ServerError> {
        // Fails only when one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .timeout(errand.timeout)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(errand.agent);
        if !errand.may_reach_private {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        let client = builder.build().map_err(|e| ServerError::Unavailable(format!("no HTTP client: {e}")))?;
        Ok(Self { client, errand })
    }

    /// # Errors
    /// [`NoAnswer`]; an answer that says no is one.
    pub(crate) async fn get(&self, url: &str) -> Result<Answer, NoAnswer> {
        let url = self.reachable(url)?;
        self.answer(self.client.get(url)).await
    }

    /// # Errors
    /// As [`Self::get`].
    pub(crate) async fn post(&self, url: &str, headers: &[(&str, &str)], body: String) -> Result<Answer, NoAnswer> {
        let url = self.reachable(url)?;
        let asked = headers.iter().fold(self.client.post(url), |asked, (name, value)| asked.header(*name, *value));
        self.answer(asked.body(body)).await
    }

    /// It may have been allowed when it was named, and not now.
    fn reachable(&self, url: &str) -> Result<Url, NoAnswer> {
        let url = Url::parse(url).map_err(|_| NoAnswer::NoAddress)?;
        // A client asks no resolver about what is an address already.
        if !is_scheme_fit(&url, self.errand.may_reach_private) || !is_literal_fit(&url, self.errand.may_reach_private) {
            return Err(NoAnswer::NotPublic);
        }
        Ok(url)
    }

    async fn answer(&self, asked: RequestBuilder) -> Result<Answer, NoAnswer> {
        let mut answer = asked.send().await?;
        let retry_after = answer.headers().get("retry-after");
        let retry_after_s = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut read = Answer { status: answer.status().as_u16(), retry_after_s, body: Vec::new() };
        let most = self.errand.body_bytes_max;
        if most == 0 || !read.is_success() {
            return Ok(read);
        }
        while let Some(part) = answer.chunk().await? {
            if read.body.len().saturating_add(part.len()) > most {
                return Err(NoAnswer::TooLarge);
            }
            read.body.extend_from_slice(&part);
        }
        Ok(read)
    }
}

/// An address that somebody names, as it may be kept. What a name leads to is looked at when it is asked.
///
/// # Errors
/// [`RejectedCode::WrongShape`] for one that this server may not or cannot ask.
pub(crate) fn checked(url: &str, may_reach_private: bool) -> Result<Url, Rejected> {
    let wrong = |detail: &str| Rejected::because(RejectedCode::WrongShape, "url", detail);
    let url = Url::parse(url.trim()).map_err(|_| wrong("an address that begins with https://"))?;
    let has_name = !url.username().is_empty() || url.password().is_some();
    if !is_scheme_fit(&url, may_reach_private) || url.host_str().is_none() || has_name {
        return Err(wrong("an address that begins with https://"));
    }
    if !is_literal_fit(&url, may_reach_private) {
        return Err(wrong("an address that everybody can reach"));
    }
    Ok(url)
}

fn is_scheme_fit(url: &Url, may_reach_private: bool) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && may_reach_private)
}

fn is_literal_fit(url: &Url, may_reach_private: bool) -> bool {
    may_reach_private || literal(url).is_none_or(is_public)
}

/// The address that a URL names instead of a host.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.parse().ok()
}

/// Whether an address is one of the Internet: not of this machine, of a private or special network, or one that leads into
/// such a network. What is not known to be public is not.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        // 100.64.0.0/10, behind a carrier.
        || (a == 100 && (64..128).contains(&b))
        // 192.0.0.0/24, of protocols; 192.88.99.0/24, relays into IPv6.
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        // 198.18.0.0/15, of measurements.
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // NAT64 leads to the IPv4 address in it.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(embedded(high, low)),
        // 6to4 too.
        [0x2002, high, low, ..] => is_public_v4(embedded(high, low)),
        // Teredo and other protocols (2001::/23), documentation (2001:db8::/32, 3fff::/20).
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // 2000::/3 is what is given out.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

/// Looks names up and leaves out what is not public.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// A name that leads to nothing public.
#[derive(Debug, thiserror::Error)]
#[error("not_public")]
struct NotPublic;

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[test]
    fn what_is_not_of_the_internet_is_not_public() {
        for text in [
            "127.0.0.1",
            "127.255.255.254",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1", "64:ff9b::101:101"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    /// A server of this machine that answers one request with these bytes.
    async fn serving(answer: String) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/x", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut asked = [0; 2_048];
            let _ = line.read(&mut asked).await;
            let _ = line.write_all(answer.as_bytes()).await;
        });
        url
    }

    fn outward(may_reach_private: bool) -> Outward {
        let timeout = Duration::from_millis(500);
        Outward::new(Errand { agent: "onsite-test", timeout, body_bytes_max: 64, may_reach_private }).unwrap()
    }

    #[tokio::test]
    async fn no_more_is_read_than_was_asked_for_and_nothing_is_followed() {
        let got = async |answer: String| outward(true).get(&serving(answer).await).await;
        let said = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        assert_eq!(got(said("a tile")).await.unwrap().body, b"a tile");
        assert_eq!(got(said(&"x".repeat(65))).await.unwrap_err(), NoAnswer::TooLarge);
        let elsewhere = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(got(elsewhere.to_owned()).await.unwrap().status, 302);
        let later = "HTTP/1.1 503 Busy\r\nretry-after: 30\r\ncontent-length: 0\r\n\r\n";
        let later = got(later.to_owned()).await.unwrap();
        assert_eq!((later.is_success(), later.retry_after_s), (false, Some(30)));
        let unfinished = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx";
        assert_eq!(got(unfinished.to_owned()).await.unwrap_err(), NoAnswer::BrokenOff);
    }

    #[tokio::test]
    async fn what_is_not_public_is_not_asked_whatever_it_is_called() {
        let named = "https://localhost:1/";
        for url in [named, "https://127.0.0.1:1/", "https://[::1]:1/", "http://service.example/"] {
            assert_eq!(outward(false).get(url).await.unwrap_err(), NoAnswer::NotPublic, "{url}");
            assert_eq!(outward(false).post(url, &[], String::new()).await.unwrap_err(), NoAnswer::NotPublic, "{url}");
        }
        assert_eq!(outward(true).get(named).await.unwrap_err(), NoAnswer::NoConnection);
        assert_eq!(outward(false).get("no address").await.unwrap_err(), NoAnswer::NoAddress);
        assert!(checked("http://127.0.0.1:9000/", true).is_ok());
        for wrong in ["http://service.example/", "https://10.0.0.1/", "https://a:b@service.example/", "file:///x", ""] {
            assert!(checked(wrong, false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_way_to_write_an_address_is_seen() {
        for url in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]:8443/",
        ] {
            let literal = literal(&Url::parse(url).unwrap());
            assert!(literal.is_some_and(|literal| !is_public(literal)), "{url}");
        }
        assert_eq!(literal(&Url::parse("https://service.example/").unwrap()), None);
    }
}
