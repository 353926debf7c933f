use super::*;

/// A server that sends back what it gets.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let (mut read, mut write) = client.split();
                tokio::io::copy(&mut read, &mut write).await
            });
        }
    });
    address
}

async fn proxied(weather: Weather) -> (Proxy, TcpStream) {
    let proxy = Proxy::start(echo().await).await.unwrap();
    proxy.set(weather);
    let client = TcpStream::connect(proxy.address()).await.unwrap();
    (proxy, client)
}

async fn answered(client: &mut TcpStream, text: &[u8]) -> io::Result<Vec<u8>> {
    client.write_all(text).await?;
    let mut answer = vec![0; text.len()];
    client.read_exact(&mut answer).await?;
    Ok(answer)
}

fn lane(change: impl FnOnce(&mut Lane)) -> Lane {
    let mut lane = Lane::default();
    change(&mut lane);
    lane
}

#[tokio::test]
async fn fair_weather_passes_everything_and_counts_it() {
    let (proxy, mut client) = proxied(Weather::fair()).await;
    let text = vec![7; 100_000];
    let (mut read, mut write) = client.split();
    let mut answer = Vec::new();
    let (sent, got) = tokio::join!(
        async {
            write.write_all(&text).await?;
            write.shutdown().await
        },
        read.read_to_end(&mut answer)
    );
    sent.unwrap();
    got.unwrap();
    assert_eq!(answer, text);
    assert_eq!(proxy.counts(), ProxyCounts { connections: 1, up_bytes: 100_000, down_bytes: 100_000 });
    proxy.stop().await;
}

#[tokio::test]
async fn delay_and_bandwidth_take_their_time_and_can_end() {
    let (proxy, mut client) = proxied(Weather::slow(Duration::from_millis(40), None)).await;
    let start = Instant::now();
    answered(&mut client, b"hello").await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(80));

    proxy.set(Weather { down: lane(|l| l.bytes_per_second = NonZeroU64::new(50_000)), ..Weather::fair() });
    let start = Instant::now();
    answered(&mut client, &[1; 5_000]).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn a_cut_counts_both_directions_or_one() {
    let (proxy, mut client) = proxied(Weather { cut_after_bytes: Some(25), ..Weather::fair() }).await;
    assert_eq!(answered(&mut client, b"0123456789").await.unwrap(), b"0123456789");
    assert!(answered(&mut client, b"0123456789").await.is_err());
    assert_eq!(proxy.counts().up_bytes + proxy.counts().down_bytes, 25);

    proxy.set(Weather { up: lane(|l| l.cut_after_bytes = Some(15)), ..Weather::fair() });
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    assert!(answered(&mut client, b"0123456789").await.is_ok());
    let failure = answered(&mut client, b"0123456789").await.unwrap_err();
    assert_eq!(failure.kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_limit_set_on_an_open_connection_counts_from_then() {
    let (proxy, mut client) = proxied(Weather::fair()).await;
    answered(&mut client, &[1; 1000]).await.unwrap();
    proxy.set(Weather { down: lane(|l| l.cut_after_bytes = Some(100)), ..Weather::fair() });
    answered(&mut client, &[1; 99]).await.unwrap();
    assert!(answered(&mut client, &[1; 2]).await.is_err());
}

#[tokio::test]
async fn a_truncated_answer_ends_in_good_order() {
    let weather = Weather { down: lane(|l| l.truncate_after_bytes = Some(4)), ..Weather::fair() };
    let (_proxy, mut client) = proxied(weather).await;
    client.write_all(b"0123456789").await.unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"0123");
}

#[tokio::test]
async fn one_way_stalls_and_goes_on_with_nothing_lost() {
    let (proxy, mut client) = proxied(Weather { down: lane(|l| l.is_stalled = true), ..Weather::fair() }).await;
    client.write_all(b"hello").await.unwrap();
    let mut answer = [0; 5];
    let early = tokio::time::timeout(Duration::from_millis(100), client.read(&mut answer)).await;
    assert!(early.is_err(), "nothing comes down");
    assert_eq!(proxy.counts(), ProxyCounts { connections: 1, up_bytes: 5, down_bytes: 0 });
    proxy.set(Weather::fair());
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"hello");
}

#[tokio::test]
async fn a_refusing_door_refuses_and_opens_again_on_the_same_port() {
    let (proxy, mut client) = proxied(Weather::fair()).await;
    answered(&mut client, b"in").await.unwrap();
    proxy.set(Weather::door(Door::Refusing));
    // The door closes a moment after it was told to; until then a connection may still come about.
    while !matches!(TcpStream::connect(proxy.address()).await, Err(failure) if failure.kind() == io::ErrorKind::ConnectionRefused)
    {
        tokio::task::yield_now().await;
    }
    answered(&mut client, b"who is in stays in").await.unwrap();
    proxy.set(Weather::fair());
    let mut client = loop {
        match TcpStream::connect(proxy.address()).await {
            Ok(client) => break client,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    answered(&mut client, b"hello").await.unwrap();
}

#[tokio::test]
async fn a_half_open_connection_never_answers_until_it_is_cut() {
    let (proxy, mut client) = proxied(Weather::door(Door::HalfOpen)).await;
    client.write_all(b"hello").await.unwrap();
    let mut answer = [0; 1];
    let early = tokio::time::timeout(Duration::from_millis(50), client.read(&mut answer)).await;
    assert!(early.is_err());
    proxy.cut_all();
    assert!(!matches!(client.read(&mut answer).await, Ok(1)));
    assert_eq!(proxy.counts().up_bytes, 0);
}

#[tokio::test]
async fn a_captive_portal_answers_everything_with_a_page() {
    let (_proxy, mut client) = proxied(Weather::door(Door::CaptivePortal)).await;
    client.write_all(b"POST /v1/sync HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(answer.contains("<!doctype html>"));
}

#[tokio::test]
async fn stopping_ends_open_connections_and_frees_the_port() {
    let (proxy, mut client) = proxied(Weather::fair()).await;
    answered(&mut client, b"hello").await.unwrap();
    let address = proxy.address();
    proxy.stop().await;
    assert!(!matches!(client.read(&mut [0; 1]).await, Ok(1)));
    assert!(TcpListener::bind(address).await.is_ok());
}

#[tokio::test]
async fn a_line_that_stalls_after_some_bytes_says_when_and_goes_on_when_the_weather_changes() {
    let stalling = Weather { down: lane(|down| down.stall_after_bytes = Some(3)), ..Weather::fair() };
    let (proxy, mut client) = proxied(stalling).await;
    client.write_all(b"12345").await.unwrap();
    proxy.until(|counts| counts.down_bytes == 3).await;
    assert_eq!(proxy.counts().up_bytes, 5);
    proxy.set(Weather::fair());
    let mut answer = [0; 5];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"12345");
    proxy.stop().await;
}
