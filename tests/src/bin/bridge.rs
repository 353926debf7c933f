//! The screens in a browser against the demonstration company: a server, enrolled phones, a line between that can be cut.
//!
//! It says where everything is in one line of JSON, answers each order with another, and ends with its input.

use clap::Parser;
use onsite_domain::Language;
use onsite_tests::{
    bridge::Bridge,
    demo::scene::{FieldPhone, Scene},
    proxy::{Door, Proxy, Weather},
};
use serde_json::json;
use std::path::PathBuf;

#[derive(Parser)]
struct Arguments {
    /// Where server and phones keep their data; a folder that is thrown away where missing.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The built screens.
    #[arg(long, default_value = "app/ui/dist")]
    screens: PathBuf,
    /// Whose phones; the first has the port that was asked for, the others any.
    #[arg(long, value_delimiter = ',', default_value = "lin")]
    phones: Vec<String>,
    /// Phones that are enrolled and left for the app's own window.
    #[arg(long, value_delimiter = ',')]
    aside: Vec<String>,
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[arg(long, default_value = "zh")]
    language: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let thrown_away = tempfile::tempdir()?;
    let data = arguments.data.unwrap_or_else(|| thrown_away.path().to_owned());
    let scene = Scene::open(&data.join("server"), 0).await?;
    let proxy = Proxy::start(scene.address).await?;
    let url = format!("http://{}", proxy.address());
    let language = Language::from_tag(&arguments.language);
    let (mut bridges, mut said) = (Vec::new(), Vec::new());
    for login in arguments.phones.iter().chain(&arguments.aside) {
        // `new` is a phone that nobody has enrolled.
        if login != "new" && !data.join(login).join("onsite.sqlite").exists() {
            FieldPhone::enrol(&scene, &data.join(login), login, &url).await?.sync_through(5).await?;
        }
    }
    for (index, login) in arguments.phones.iter().enumerate() {
        let folder = data.join(login);
        let port = if index == 0 { arguments.port } else { 0 };
        let bridge = Bridge::start(&folder, &arguments.screens, port, language).await?;
        said.push(json!({ "login": login, "url": format!("http://{}", bridge.address) }));
        bridges.push(bridge);
    }
    println!("{}", json!({ "server": format!("http://{}", scene.address), "phones": said }));
    // A line of input is an order: how the network is, or a link for somebody.
    let mut lines = tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(tokio::io::stdin()));
    while let Some(line) = lines.next_line().await? {
        let said = match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["network", "off"] => {
                proxy.set(Weather::door(Door::Refusing));
                proxy.cut_all();
                json!({})
            }
            ["network", "on"] => {
                proxy.set(Weather::fair());
                json!({})
            }
            ["network", "cut", bytes] => {
                proxy.set(Weather { cut_after_bytes: bytes.parse().ok(), ..Weather::fair() });
                json!({})
            }
            ["invite", login] => json!({ "link": scene.invite(login, &url).await? }),
            ["revoke", login] => {
                scene.revoke(login).await?;
                json!({})
            }
            // What the server holds of a subject.
            ["held", subject] => {
                let store = scene.look()?;
                json!({ "view": onsite_store::derived::view(store.database(), subject.parse()?)? })
            }
            other => json!({ "error": format!("no such order: {other:?}") }),
        };
        println!("{said}");
    }
    Ok(())
}
