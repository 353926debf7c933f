//! Measures how small and how fast bodies pack: `cargo run --release -p onsite-wire --example compress [FILE ...]`.
//! Without files, on bodies like those of sync: short Chinese and English texts between ids and signatures.

#![allow(clippy::disallowed_methods, reason = "the one place of this crate that looks at a clock: it measures")]

use onsite_domain::id::Hash;
use onsite_wire::compress::{Quality, pack, unpack};
use std::time::{Duration, Instant};

const WORDS: &str = "checked replaced pump seal bearing filter leak pressure voltage reading normal high low customer \
    asked again tomorrow spare part ordered cleaned tested alarm code reset fan belt worn valve stuck sensor cable loose \
    tightened photo taken room basement roof access key guard waiting 检查 更换 水泵 密封 轴承 滤网 漏水 压力 电压 读数 \
    正常 偏高 偏低 客户 反映 明天 备件 已订 清洗 测试 报警 复位 风机 皮带 磨损 阀门 卡滞 传感器 线路 松动 紧固 拍照 机房 \
    地下室 屋顶 钥匙 等待 现场 处理 完成 需要 继续 观察";

/// Numbers without pattern, the same at every run.
struct Noise(u64);

impl Noise {
    fn bytes(&mut self) -> [u8; 32] {
        self.0 = self.0.wrapping_add(1);
        Hash::of(&self.0.to_be_bytes()).0
    }

    fn below(&mut self, end: usize) -> usize {
        let number = self.bytes().first_chunk::<4>().map_or(0, |bytes| u32::from_be_bytes(*bytes));
        usize::try_from(number).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }
}

/// So many documents with so many entries: a random id each, a kind, a few words.
fn body(documents: usize, entries: usize) -> Vec<u8> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut noise = Noise(0);
    let mut body = Vec::new();
    for _ in 0..documents {
        for _ in 0..2 {
            // A signature and an id.
            body.extend(noise.bytes());
            body.extend(noise.bytes().iter().take(8));
        }
        for _ in 0..entries {
            let kind = ["answers", "notes", "part_usages"].get(noise.below(3)).unwrap_or(&"notes");
            body.extend(kind.bytes());
            body.extend(noise.bytes().iter().take(10));
            body.extend(b"{\"step\":\"s0");
            body.extend(noise.below(10).to_string().bytes());
            body.extend(b"\",\"text\":\"");
            for _ in 0..noise.below(9) {
                body.extend(words.get(noise.below(words.len())).unwrap_or(&"").bytes());
                body.push(b' ');
            }
            body.extend(b"\"}");
        }
    }
    body
}

fn main() -> std::io::Result<()> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut bodies = Vec::new();
    for file in &files {
        bodies.push((file.clone(), std::fs::read(file)?));
    }
    if bodies.is_empty() {
        bodies.push(("one edit".to_owned(), body(1, 1)));
        bodies.push(("eight edits".to_owned(), body(1, 8)));
        bodies.push(("a day's 320 edits in 10 documents".to_owned(), body(10, 32)));
        bodies.push(("first sync of 60 documents".to_owned(), body(60, 20)));
        bodies.push(("checkpoint of 2,000 documents".to_owned(), body(2_000, 10)));
    }
    for (name, body) in bodies {
        println!("\n{name}: {} bytes", body.len());
        println!("{:>14} {:>10} {:>7} {:>12} {:>12}", "", "bytes", "%", "pack", "unpack");
        for quality in [1, 3, 6, 9, 12, 15, 19].map(Quality::Zstd) {
            let packed = pack(&body, quality);
            let packing = time(|| pack(&body, quality).len());
            let unpacking = time(|| unpack(&packed, body.len()).map_or(0, |bytes| bytes.len()));
            let percent = packed.len().saturating_mul(100).checked_div(body.len()).unwrap_or(0);
            println!(
                "{:>14} {:>10} {percent:>6}% {packing:>12.1?} {unpacking:>12.1?}",
                format!("{quality:?}"),
                packed.len()
            );
        }
    }
    Ok(())
}

/// The mean over at least 0.2 s.
fn time(work: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    let mut rounds = 0_u32;
    while start.elapsed() < Duration::from_millis(200) {
        std::hint::black_box(work());
        rounds = rounds.saturating_add(1);
    }
    start.elapsed().checked_div(rounds).unwrap_or_default()
}
