//! Papers as they may come, with invented people: what a template is tried with, what examples show, what benches measure.

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use onsite_domain::{
    Id, Language, Quantity, Text,
    acceptance::{AcceptanceFact, DeviceState, Verdict},
    charge::{ChargeKind, ChargeLine, Quote},
    cover::Payer,
    id::Hash,
    money::{BasisPoints, Money, scale_minor},
    movement::Condition,
    photo::PhotoMoment,
    signature::Signed,
    step::{Measurement, Reading, StepKind},
    time_entry::TimeKind,
    visit_charges::{Payment, PaymentMethod},
    visit_status::VisitStatus,
};
use onsite_report::{
    AnsweredStep, DecidedAnswer, FORMAT, FittedPart, FoundCode, FoundFault, Goods, GoodsLine, Picture, ReportCompany,
    ReportCover, ReportData, ReportDevice, ReportNote, ReportParty, ReportPerson, ReportPhoto, ReportTime, ReportTool,
    StepAnswerShown, TaxSum, TimeSum,
};
use std::collections::BTreeMap;

/// 31 May 2026, half past four in Shanghai.
pub const AS_AT_MS: i64 = 1_780_216_200_000;
const MINUTE_MS: i64 = 60_000;

/// A paper's record and its pictures.
#[derive(Clone, Debug)]
pub struct Sample {
    pub name: &'static str,
    pub report: ReportData,
    pub photos: BTreeMap<Hash, Picture<'static>>,
}

/// An empty visit, an ordinary one, a long one, a quote, a handover.
pub fn all() -> Vec<Sample> {
    vec![empty(), ordinary(20, 3), long(), quote(), handover()]
}

/// A wave of ink as a pad leaves it, PNG.
pub fn ink() -> Vec<u8> {
    let mut pad = image::GrayAlphaImage::new(600, 200);
    for x in 40..560_u32 {
        // A parabola or two, drawn with a pen of ten pixels.
        let bow = (x % 130) * (130 - x % 130) / 40;
        for y in bow.saturating_add(40)..bow.saturating_add(50) {
            pad.put_pixel(x, y, image::LumaA([0, u8::MAX]));
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    // Writing to memory does not fail.
    let _ = pad.write_to(&mut bytes, image::ImageFormat::Png);
    bytes.into_inner()
}

/// A visit of which nothing is recorded.
pub fn empty() -> Sample {
    let report = ReportData { format: FORMAT.to_owned(), revision: 1, ..ReportData::default() };
    Sample { name: "an empty visit", report, photos: BTreeMap::new() }
}

/// The service of a compressor: so many steps, so many photos.
pub fn ordinary(steps: usize, photos: usize) -> Sample {
    let (shown, pictures) = pictures(photos, 640, 480);
    let mut report = record();
    report.steps = (0..steps).map(step).collect();
    report.photos = shown;
    Sample { name: "an ordinary visit", report, photos: pictures }
}

/// As [`ordinary`], with photos as a camera makes them.
pub fn measured(steps: usize, photos: usize, width_px: u32, height_px: u32) -> Sample {
    let (shown, pictures) = pictures(photos, width_px, height_px);
    let mut report = ordinary(steps, 0).report;
    report.photos = shown;
    Sample { name: "a measured visit", report, photos: pictures }
}

/// Texts as long as they may be, in scripts of both directions, and photos of which one has not arrived.
pub fn long() -> Sample {
    let mut sample = ordinary(60, 4);
    sample.name = "a long visit";
    let report = &mut sample.report;
    let text =
        "轴承温度偏高，拆检后发现润滑脂变质。The grease had turned hard; שמן ישן, زيت قديم, 😀 ⚠ #panic(\"no\") $x^2$ ";
    report.description = text.chars().cycle().take(4_000).collect();
    report.customer_reference = "REF0123456789".repeat(12);
    report.notes.push(ReportNote { text: "x".repeat(3_000), person: Text::same("Li Wei"), ..ReportNote::default() });
    if let Some(acceptance) = &mut report.acceptance {
        acceptance.verdict = Verdict::NotSolved;
        acceptance.reservations = Some(text.chars().cycle().take(2_000).collect());
    }
    report.status = VisitStatus::SecondVisitNeeded;
    report.status_reason = "等待主轴承到货 Waiting for the main bearing".to_owned();
    sample.photos.pop_first();
    sample
}

/// An offer before the work.
pub fn quote() -> Sample {
    let mut sample = ordinary(0, 0);
    sample.name = "a quote";
    sample.report.over = Signed::Quote;
    sample.report.quote = sample.report.charges.take();
    sample.report.acceptance = None;
    sample
}

/// Goods that change hands.
pub fn handover() -> Sample {
    let mut sample = ordinary(0, 0);
    sample.name = "a handover of goods";
    let line = |part: FittedPart, condition| GoodsLine {
        part: part.part,
        number: part.number,
        name: part.name,
        quantity: part.quantity,
        unit: part.unit,
        condition,
        serial: part.serial_in,
        lot: part.lot,
    };
    let parts = sample.report.parts.clone().into_iter();
    let states = [Condition::New, Condition::New, Condition::Defective].into_iter().cycle();
    sample.report.goods = Some(Goods {
        from: Text::new("李伟 服务车", "Li Wei, van"),
        to: Text::new("示例印刷 备件库", "Example Printing, spare parts"),
        note: "外箱完好 Boxes undamaged".to_owned(),
        lines: parts.zip(states).map(|(part, state)| line(part, state)).collect(),
    });
    sample.report.over = Signed::Handover;
    sample.report.acceptance = None;
    sample.report.charges = None;
    sample
}

fn id(number: u128) -> Id {
    Id::from_parts(1, number)
}

fn record() -> ReportData {
    let start_ms = AS_AT_MS - 190 * MINUTE_MS;
    let times = vec![
        time(TimeKind::Travel, "李伟", "Li Wei", start_ms - 55 * MINUTE_MS, 55),
        time(TimeKind::Work, "李伟", "Li Wei", start_ms, 175),
        time(TimeKind::Work, "孙悦", "Sun Yue", start_ms + 20 * MINUTE_MS, 120),
    ];
    let charges = charges();
    ReportData {
        format: FORMAT.to_owned(),
        over: Signed::Report,
        language: Language::Zh,
        revision: 1,
        company: ReportCompany {
            name: Text::new("示例压缩机服务有限公司", "Example Compressor Service Ltd."),
            address: Text::new("示例市示例路 100 号", "100 Example Road, Example City"),
            phone: "400-000-0000".to_owned(),
            email: "service@example.com".to_owned(),
            tax_number: "91000000EXAMPLE000".to_owned(),
            tax_name: Text::new("增值税", "VAT"),
            notice: Text::new(
                "本签字为简单电子签名，由现场设备的密钥封存，不是合格电子签名。",
                "This is a simple electronic signature, sealed with the key of the field device. It is not a qualified one.",
            ),
            ..ReportCompany::default()
        },
        root_fingerprint: Some(Hash::of(b"example root")),
        work_order: id(1),
        visit: id(2),
        number: "WO-7K3-M9Q-2".to_owned(),
        customer_reference: "PO 2026-0417".to_owned(),
        kind: "repair".to_owned(),
        mode: "onsite".to_owned(),
        title: "螺杆压缩机排气温度高，自动停机".to_owned(),
        description: "今早开机两小时后排气温度升到 108 °C 停机，复位后又停。车间供气不足。".to_owned(),
        customer: ReportParty {
            name: Text::new("示例印刷股份有限公司", "Example Printing Co."),
            ..ReportParty::default()
        },
        site: ReportParty {
            name: Text::new("二号厂房空压站", "Plant 2, compressor room"),
            address: Text::new("示例市工业园示例大道 8 号", "8 Example Avenue, Industrial Park, Example City"),
            ..ReportParty::default()
        },
        contact: ReportParty {
            name: Text::new("赵敏", "Zhao Min"),
            phone: "000-5550-0101".to_owned(),
            ..ReportParty::default()
        },
        zone: "Asia/Shanghai".to_owned(),
        device: Some(ReportDevice {
            device: id(3),
            name: Text::new("螺杆空气压缩机", "Screw compressor"),
            model: "EX-55 VSD".to_owned(),
            maker: "Exemplar".to_owned(),
            serial: "EX55-204117".to_owned(),
            number: "A-1120".to_owned(),
            code: "8H4K-2M7Q-X3TD".to_owned(),
            location: Text::new("二号厂房一层", "Plant 2, ground floor"),
        }),
        status: VisitStatus::Finished,
        arrived_ms: Some(start_ms),
        started_ms: Some(start_ms),
        finished_ms: Some(AS_AT_MS - 15 * MINUTE_MS),
        people: vec![
            ReportPerson { user: id(4), name: Text::new("李伟", "Li Wei"), is_lead: true },
            ReportPerson { user: id(5), name: Text::new("孙悦", "Sun Yue"), is_lead: false },
        ],
        time_sums: vec![
            TimeSum { kind: TimeKind::Travel, spent_ms: 55 * MINUTE_MS },
            TimeSum { kind: TimeKind::Work, spent_ms: 295 * MINUTE_MS },
        ],
        times,
        findings: findings(),
        parts: parts(),
        notes: vec![
            ReportNote {
                text: "建议三个月内清洗冷却器外部翅片。\nPlease have the cooler fins cleaned within three months."
                    .to_owned(),
                person: Text::new("李伟", "Li Wei"),
                at_ms: AS_AT_MS - 30 * MINUTE_MS,
                ..ReportNote::default()
            },
            ReportNote {
                text: "油样编号应为 S-118，不是 S-181。".to_owned(),
                amendment_reason: "编号写反".to_owned(),
                person: Text::new("李伟", "Li Wei"),
                at_ms: AS_AT_MS,
            },
        ],
        taxes: vec![TaxSum {
            rate: BasisPoints(1_300),
            net_minor: charges.net_minor,
            tax_minor: charges.tax_minor,
            total_minor: charges.total_minor,
        }],
        charges: Some(charges),
        cover: Some(ReportCover {
            payer: Payer::Contract,
            number: "C-2025-31".to_owned(),
            name: Text::new("年度保养合同", "Annual maintenance"),
            ends_on: "2026-12-31".to_owned(),
            ..ReportCover::default()
        }),
        payments: vec![Payment {
            method: PaymentMethod::Invoice,
            amount: Some(Money { minor: 209_050, currency: "CNY".to_owned() }),
            reference: Some("INV-0931".to_owned()),
            invoice_title: Some("示例印刷股份有限公司".to_owned()),
            tax_number: Some("91000000EXAMPLE111".to_owned()),
            ..Payment::default()
        }],
        acceptance: Some(AcceptanceFact {
            verdict: Verdict::Accepted,
            device_state: Some(DeviceState::Working),
            device_state_since_ms: Some(AS_AT_MS - 25 * MINUTE_MS),
            given_by: Some("赵敏".to_owned()),
            ..AcceptanceFact::default()
        }),
        ..ReportData::default()
    }
}

fn time(kind: TimeKind, zh: &str, en: &str, start_ms: i64, minutes: i64) -> ReportTime {
    ReportTime {
        kind,
        person: Text::new(zh, en),
        start_ms,
        end_ms: Some(start_ms + minutes * MINUTE_MS),
        counted_to_ms: None,
    }
}

fn findings() -> Vec<FoundFault> {
    let code = |code: &str, zh: &str, en: &str, text: &str| FoundCode {
        code: code.to_owned(),
        name: Text::new(zh, en),
        text: text.to_owned(),
    };
    vec![FoundFault {
        fault: code("F-31", "排气温度高", "Discharge temperature high", ""),
        cause: code("C-07", "温控阀卡滞", "Thermostatic valve stuck", "阀芯结胶"),
        remedy: code("R-12", "更换温控阀芯", "Thermostatic element replaced", ""),
    }]
}

fn parts() -> Vec<FittedPart> {
    let part = |number: u128, code: &str, zh: &str, en: &str, quantity| FittedPart {
        part: id(number),
        number: code.to_owned(),
        name: Text::new(zh, en),
        quantity,
        unit: "pcs".to_owned(),
        ..FittedPart::default()
    };
    vec![
        FittedPart {
            serial_in: "TV-88120457".to_owned(),
            part_out: Some(id(20)),
            serial_out: "TV-61003122".to_owned(),
            ..part(20, "EX-TV-071", "温控阀芯 71 °C", "Thermostatic element 71 °C", Quantity::units(1))
        },
        FittedPart {
            lot: "2026-02-A".to_owned(),
            ..part(21, "EX-OF-55", "机油滤清器", "Oil filter", Quantity::units(1))
        },
        FittedPart {
            unit: "L".to_owned(),
            lot: "L-4471".to_owned(),
            ..part(22, "EX-OIL-46", "压缩机油", "Compressor oil", Quantity(4_500))
        },
    ]
}

fn charges() -> Quote {
    let line = |kind, zh: &str, en: &str, quantity: Quantity, unit: &str, unit_minor: i64, payer| {
        let per = if unit == "min" { Quantity::units(60) } else { Quantity::units(1) };
        let net_minor = scale_minor(unit_minor, quantity.0, per.0).unwrap_or_default();
        let tax_minor = scale_minor(net_minor, 1_300, 10_000).unwrap_or_default();
        ChargeLine {
            kind,
            label: Text::new(zh, en),
            quantity,
            unit: unit.to_owned(),
            unit_minor,
            per,
            net_minor,
            tax: BasisPoints(1_300),
            tax_minor,
            total_minor: net_minor + tax_minor,
            payer,
            ..ChargeLine::default()
        }
    };
    let lines = vec![
        line(ChargeKind::Labour, "工时", "Labour", Quantity::units(295), "min", 24_000, Payer::Contract),
        line(ChargeKind::Travel, "路途工时", "Travel time", Quantity::units(55), "min", 18_000, Payer::Contract),
        line(
            ChargeKind::Part,
            "温控阀芯 71 °C",
            "Thermostatic element",
            Quantity::units(1),
            "pcs",
            128_000,
            Payer::Customer,
        ),
        line(ChargeKind::Part, "机油滤清器", "Oil filter", Quantity::units(1), "pcs", 21_000, Payer::Customer),
        line(ChargeKind::Part, "压缩机油", "Compressor oil", Quantity(4_500), "L", 8_000, Payer::Customer),
    ];
    let sum = |is_customers: bool, amount: fn(&ChargeLine) -> i64| {
        lines.iter().filter(|line| (line.payer == Payer::Customer) == is_customers).map(amount).sum::<i64>()
    };
    Quote {
        currency: "CNY".to_owned(),
        net_minor: sum(true, |line| line.net_minor),
        tax_minor: sum(true, |line| line.tax_minor),
        total_minor: sum(true, |line| line.total_minor),
        covered_minor: sum(false, |line| line.total_minor),
        valid_until_ms: Some(AS_AT_MS + 30 * 24 * 60 * MINUTE_MS),
        lines,
        ..Quote::default()
    }
}

/// What is measured and checked over and over; the second time round the numbers rise a little.
const MEASURED: [(&str, &str, &str, &str, &str, &str); 5] = [
    ("排气温度", "Discharge temperature", "Cel", "70", "100", "88.5"),
    ("排气压力", "Discharge pressure", "bar", "6.8", "7.5", "7.2"),
    ("主电机电流", "Main motor current", "A", "", "104", "97.4"),
    ("轴承振动速度", "Bearing vibration", "mm/s", "", "4.5", "5.1"),
    ("绝缘电阻", "Insulation resistance", "MOhm", "2", "", "48"),
];
const CHECKED: [(&str, &str); 3] = [
    ("断电、上锁、验电", "Power off, locked, tested dead"),
    ("油路接头无渗漏", "Oil lines without leaks"),
    ("安全阀动作正常", "Safety valve works"),
];

fn step(index: usize) -> AnsweredStep {
    let at_ms = AS_AT_MS - 170 * MINUTE_MS;
    let answer = StepAnswerShown { person: Text::new("李伟", "Li Wei"), at_ms, ..StepAnswerShown::default() };
    let (kind, turn) = (index % 2, index / 2);
    if let (0, Some((zh, en))) = (kind, CHECKED.get(turn % CHECKED.len())) {
        return AnsweredStep {
            step: id(100 + index as u128),
            kind: StepKind::Check,
            title: Text::new(*zh, *en),
            is_required: true,
            answers: vec![StepAnswerShown { value: "yes".to_owned(), ..answer.clone() }],
            // The second check: two engineers answered, and the desk decided.
            decided: (index == 2).then(|| DecidedAnswer {
                person: Text::new("陈静", "Chen Jing"),
                at_ms: AS_AT_MS - 20 * MINUTE_MS,
                others: vec![StepAnswerShown {
                    value: "no".to_owned(),
                    is_fault: true,
                    person: Text::new("王强", "Wang Qiang"),
                    ..answer
                }],
            }),
            ..AnsweredStep::default()
        };
    }
    let (zh, en, unit, low, high, value) = MEASURED.get(turn % MEASURED.len()).copied().unwrap_or_default();
    let limit = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let measurement =
        Measurement { unit: unit.to_owned(), low: limit(low), high: limit(high), ..Measurement::default() };
    let reading = measurement.judge(value);
    let is_fault = reading != Reading::Within;
    AnsweredStep {
        step: id(100 + index as u128),
        kind: StepKind::Measurement,
        title: Text::new(zh, en),
        is_required: true,
        measurement: Some(measurement),
        answers: vec![StepAnswerShown {
            value: value.to_owned(),
            is_fault,
            reading: Some(reading),
            note: if is_fault {
                "下次停机时更换轴承 Bearing due at the next stop".to_owned()
            } else {
                String::new()
            },
            tool: Some(ReportTool {
                number: "T-204".to_owned(),
                name: Text::new("多功能测量仪", "Multi-function meter"),
                model: "MX 9".to_owned(),
                serial: "9-33810".to_owned(),
                calibration_ends_on: "2026-11-30".to_owned(),
                ..ReportTool::default()
            }),
            ..answer
        }],
        ..AnsweredStep::default()
    }
}

fn pictures(count: usize, width_px: u32, height_px: u32) -> (Vec<ReportPhoto>, BTreeMap<Hash, Picture<'static>>) {
    let moments = [PhotoMoment::Before, PhotoMoment::During, PhotoMoment::After];
    let captions =
        ["温控阀拆下前 Valve before removal", "阀芯结胶 Varnish on the element", "更换后试运行 Test run afterwards"];
    let mut shown = Vec::new();
    let mut pictures = BTreeMap::new();
    for index in 0..count {
        let bytes = drawn(u32::try_from(index).unwrap_or_default(), width_px, height_px);
        let hash = Hash::of(&bytes);
        let third = index.saturating_mul(3).checked_div(count).unwrap_or_default();
        let minutes = i64::try_from(index).unwrap_or_default() * 7;
        shown.push(ReportPhoto {
            hash,
            step: Some(id(101)).filter(|_| index % 3 == 1),
            moment: moments.get(third).copied(),
            caption: captions.get(third).map(|caption| (*caption).to_owned()).unwrap_or_default(),
            taken_ms: Some(AS_AT_MS - (180 - minutes) * MINUTE_MS),
        });
        pictures.insert(hash, Picture::from(bytes));
    }
    (shown, pictures)
}

/// A picture with shapes and the grain of a camera, so that it is as large as a photo.
fn drawn(seed: u32, width_px: u32, height_px: u32) -> Vec<u8> {
    let (w, h) = (f64::from(width_px.max(1)), f64::from(height_px.max(1)));
    let picture = RgbImage::from_fn(width_px, height_px, |x, y| {
        let (u, v) = (f64::from(x) / w, f64::from(y) / h);
        let grain = (x.wrapping_mul(374_761_393) ^ y.wrapping_mul(668_265_263) ^ seed.wrapping_mul(2_246_822_519))
            .wrapping_mul(1_274_126_177)
            >> 28;
        let radius = ((u - 0.45).powi(2) + ((v - 0.55) * h / w).powi(2)).sqrt();
        let is_pipe = (v - 0.28).abs() < 0.05 && u > 0.4;
        let base = match radius {
            r if r < 0.07 => [60.0, 64.0, 66.0],
            r if r < 0.2 => [120.0 + 300.0 * (0.2 - r), 138.0, 140.0],
            r if r < 0.215 => [40.0, 46.0, 48.0],
            _ if is_pipe => [150.0, 96.0, 60.0],
            _ => [196.0 - 60.0 * v, 200.0 - 50.0 * v, 192.0 - 40.0 * u],
        };
        let shade = f64::from(seed % 5) * 6.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        Rgb(base.map(|c| (c - shade + f64::from(grain)).clamp(0.0, 255.0) as u8))
    });
    let mut out = Vec::new();
    // Writing into memory does not fail; if it did, the picture would be missing on the sample.
    let _ = JpegEncoder::new_with_quality(&mut out, 82).encode_image(&picture);
    out
}
