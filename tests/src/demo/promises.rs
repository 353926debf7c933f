//! What was promised and what it costs: calendar, service levels, price list and service items, warranties, contracts,
//! maintenance plans, the questionnaire, settings.

use super::{
    customers::CUSTOMERS,
    devices::{self, MODELS},
    loader::{Loader, id},
    parts::{self, PARTS},
    people::{self, ZONE, text},
};
use onsite_domain::{
    Priority, Text, Word,
    calendar::{Calendar, CalendarDay, DayKind, Hours},
    contract::Contract,
    cover::{Cover, PartsCover},
    maintenance_plan::{CatchUp, Fixed, MaintenancePlan, Metered, Schedule},
    money::{BasisPoints, Money},
    order_kind::{Kind, Mode},
    price_list::{HourRate, Price, PriceList},
    questionnaire::{About, Question, QuestionKind, Questionnaire},
    service_item::{ServiceItem, ServiceItemKind},
    service_level::{ServiceLevel, Target},
    settings::{Called, Settings},
    time_entry::TimeKind,
    warranty::{Warranty, WarrantyStart},
};

/// First month and day, how many days, name: holidays that move with the moon stand where they stood in 2026.
const HOLIDAYS: &[(i8, i8, i64, &str, &str)] = &[
    (1, 1, 3, "元旦", "New Year"),
    (2, 15, 9, "春节", "Spring Festival"),
    (4, 4, 3, "清明节", "Qingming"),
    (5, 1, 5, "劳动节", "Labour Day"),
    (6, 19, 3, "端午节", "Dragon Boat Festival"),
    (9, 25, 3, "中秋节", "Mid-Autumn Festival"),
    (10, 1, 7, "国庆节", "National Day"),
];

/// Weekend days worked to make up for them (调休).
const MAKE_UP_DAYS: &[(i8, i8)] = &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)];

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    loader.put(Word::Calendar, "office", &calendar(loader.times.today().year()))?;
    let mut round_the_clock = Calendar::around_the_clock(ZONE);
    round_the_clock.name = Text::new("全天候", "Around the clock");
    loader.put(Word::Calendar, "always", &round_the_clock)?;
    for (key, name, hours) in [("gold", ("金牌", "Gold"), (1, 4, 8)), ("standard", ("标准", "Standard"), (4, 16, 40))]
    {
        loader.put(Word::ServiceLevel, key, &service_level(key, name, hours))?;
    }
    load_service_items(loader)?;
    loader.put(Word::PriceList, "standard", &price_list(loader)?)?;
    load_warranties(loader)?;
    loader.put(Word::Questionnaire, "standard", &questionnaire())?;
    loader.put(Word::Settings, "company", &settings())?;
    Ok(())
}

fn calendar(year: i16) -> Calendar {
    let hours = vec![Hours { from_minute: 510, to_minute: 720 }, Hours { from_minute: 780, to_minute: 1_050 }];
    let mut days: Vec<CalendarDay> = Vec::new();
    for year in [year.saturating_sub(1), year, year.saturating_add(1)] {
        for (month, day, count, zh, en) in HOLIDAYS {
            let first = jiff::civil::Date::new(year, *month, *day).ok();
            for offset in 0..*count {
                let date = first.and_then(|first| first.checked_add(jiff::Span::new().days(offset)).ok());
                if let Some(date) = date {
                    let name = Text::new(*zh, *en);
                    days.push(CalendarDay { date, kind: DayKind::Holiday, name, hours: Vec::new() });
                }
            }
        }
        for (month, day) in MAKE_UP_DAYS {
            let free = jiff::civil::Date::new(year, *month, *day).ok();
            if let Some(date) = free.filter(|date| days.iter().all(|day| day.date != *date)) {
                let name = Text::new("调休上班", "Make-up workday");
                days.push(CalendarDay { date, kind: DayKind::MakeUp, name, hours: Vec::new() });
            }
        }
    }
    Calendar {
        name: Text::new("办公日历", "Office hours"),
        zone: ZONE.to_owned(),
        weekly: (1..=5).map(|weekday| (weekday, hours.clone())).collect(),
        days,
        ..Calendar::default()
    }
}

fn service_level(key: &str, name: (&str, &str), (first, arrival, resolution): (u32, u32, u32)) -> ServiceLevel {
    let target = |priority, factor: u32| Target {
        priority,
        channel: None,
        first_response_minutes: Some(first.saturating_mul(60) / factor),
        arrival_minutes: Some(arrival.saturating_mul(60) / factor),
        resolution_minutes: Some(resolution.saturating_mul(60) / factor),
    };
    ServiceLevel {
        number: format!("SLA-{}", key.to_uppercase()),
        revision: 1,
        name: text(name),
        calendar: Some(id("calendar", if key == "gold" { "always" } else { "office" })),
        targets: vec![target(None, 1), target(Some(Priority::Critical), 4), target(Some(Priority::High), 2)],
        ..ServiceLevel::default()
    }
}

/// Number, kind, name, unit, price in yuan.
const SERVICE_ITEMS: &[(&str, ServiceItemKind, &str, &str, &str, i64)] = &[
    ("SI-01", ServiceItemKind::CallOut, "上门费", "Call-out", "pcs", 300),
    ("SI-02", ServiceItemKind::Labour, "影像设备检修", "Imaging repair", "h", 680),
    ("SI-03", ServiceItemKind::Labour, "暖通设备检修", "HVAC repair", "h", 420),
    ("SI-04", ServiceItemKind::Inspection, "X 射线剂量检测", "X-ray dose test", "pcs", 2_400),
    ("SI-05", ServiceItemKind::Inspection, "磁体匀场", "Magnet shimming", "pcs", 9_800),
    ("SI-06", ServiceItemKind::Inspection, "水质检测", "Water analysis", "pcs", 650),
    ("SI-07", ServiceItemKind::Training, "操作培训", "Operator training", "h", 500),
    ("SI-08", ServiceItemKind::Other, "制冷剂回收", "Refrigerant recovery", "kg", 60),
    ("SI-09", ServiceItemKind::Other, "冷却塔清洗", "Tower cleaning", "pcs", 1_800),
    ("SI-10", ServiceItemKind::Travel, "远程路途", "Long-distance travel", "km", 4),
];

fn load_service_items(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (number, kind, zh, en, unit, _) in SERVICE_ITEMS {
        let body = ServiceItem {
            number: (*number).to_owned(),
            revision: 1,
            kind: *kind,
            name: Text::new(*zh, *en),
            unit: (*unit).to_owned(),
            ..ServiceItem::default()
        };
        loader.put(Word::ServiceItem, number, &body)?;
    }
    Ok(())
}

fn price(yuan: i64) -> Price {
    Price { minor: yuan.saturating_mul(100), tax: None }
}

fn price_list(loader: &Loader<'_>) -> anyhow::Result<PriceList> {
    let hour = |yuan: i64| HourRate {
        minor_per_hour: yuan.saturating_mul(100),
        step_minutes: 30,
        minutes_min: 60,
        tax: Some(BasisPoints(600)),
    };
    let service_items = SERVICE_ITEMS.iter().map(|(number, _, _, _, _, yuan)| {
        (id("service_item", number), Price { tax: Some(BasisPoints(600)), ..price(*yuan) })
    });
    let parts = PARTS.iter().map(|part| (id("part", part.number), Price { minor: part.price_minor(), tax: None }));
    Ok(PriceList {
        number: "PL-STANDARD".to_owned(),
        revision: 1,
        name: Text::new("标准价目表", "Standard price list"),
        currency: "CNY".to_owned(),
        valid_from: Some(loader.times.day(-700)?),
        valid_until: None,
        tax: BasisPoints(1_300),
        is_tax_included: false,
        service_items: service_items.collect(),
        parts: parts.collect(),
        hours: [(TimeKind::Work, hour(520)), (TimeKind::Travel, hour(200))].into(),
        per_km: Some(price(3)),
        call_out: Some(price(300)),
    })
}

fn load_warranties(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (key, name, months, prefix) in [
        ("imaging", ("影像设备整机保修三年", "Imaging, three years"), 36, "HZ"),
        ("hvac", ("暖通设备保修两年", "HVAC, two years"), 24, "LC"),
    ] {
        let models = MODELS.iter().filter(|model| model.name.starts_with(prefix));
        let body = Warranty {
            number: format!("W-{}", key.to_uppercase()),
            revision: 1,
            name: text(name),
            maker: parts::maker(prefix).to_owned(),
            models: models.map(|model| model.name.to_owned()).collect(),
            starts: WarrantyStart::Accepted,
            months,
            cover: Cover { excluded_causes: vec!["C-MISUSE".to_owned()], ..Cover::everything() },
            paid_by: None,
            terms: Text::new("误用与外力损坏除外。", "Misuse and outside damage excepted."),
        };
        loader.put(Word::Warranty, key, &body)?;
    }
    Ok(())
}

/// Full cover for the A customers, labour only for the B ones.
pub(super) fn load_contracts(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (index, customer) in CUSTOMERS.iter().filter(|customer| customer.is_contracted()).enumerate() {
        let is_full = index % 2 == 0;
        let consumables = ["MR-1010", "CT-2001", "CH-5003", "AH-6002", "AH-6003", "TW-8009"];
        let body = Contract {
            number: format!("CT-{:04}", index.saturating_add(1)),
            revision: 1,
            name: if is_full {
                Text::new("全保合同", "Full service")
            } else {
                Text::new("人工合同", "Labour only")
            },
            customer: id("customer", customer.key),
            organisation: Some(id("organisation", "company")),
            signed_on: Some(loader.times.day(-420)?),
            valid_from: Some(loader.times.day(-400)?),
            valid_until: Some(loader.times.day(if index == 3 { -20 } else { 330 })?),
            cover: Cover {
                labour: true,
                travel: true,
                service_items: is_full,
                parts: if is_full { PartsCover::AllButListed } else { PartsCover::None },
                listed_parts: consumables.iter().map(|part| id("part", part)).collect(),
                excluded_causes: vec!["C-MISUSE".to_owned()],
                ..Cover::default()
            },
            visits_per_year: Some(4),
            service_level: Some(id("service_level", "gold")),
            price_list: Some(id("price_list", "standard")),
            price: Some(Money { minor: if is_full { 48_000_000 } else { 12_000_000 }, currency: "CNY".to_owned() }),
            ..Contract::default()
        };
        loader.put(Word::Contract, customer.key, &body)?;
    }
    load_plans(loader)
}

fn load_plans(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for model in MODELS {
        let every = if model.name == "LC-CT150" { 3 } else { 6 };
        let metered =
            (model.name == "LC-500").then(|| Metered { meter: model.meter.0.to_owned(), every: "4000".to_owned() });
        let body = MaintenancePlan {
            number: format!("MP-{}", model.name),
            name: Text::new(format!("{} 定期保养", model.name), format!("{} maintenance", model.name)),
            organisation: id("organisation", "company"),
            devices: devices::all().filter(|device| device.model.name == model.name).map(|device| device.id).collect(),
            kind: Kind::Maintain,
            mode: Mode::Onsite,
            procedure: Some(id("procedure", model.maintenance)),
            priority: Some(Priority::Normal),
            schedule: Schedule {
                fixed: Some(Fixed {
                    starts_at: loader.times.day(-540)?.at(9, 0, 0, 0),
                    rule: format!("FREQ=MONTHLY;INTERVAL={every}"),
                }),
                floating: None,
                metered,
            },
            zone: ZONE.to_owned(),
            lead_days: 14,
            window_before_days: 7,
            window_after_days: 7,
            catch_up: CatchUp::Latest,
            target_minutes: Some(180),
            skills: vec![model.skill.to_owned()],
            ..MaintenancePlan::default()
        };
        loader.put(Word::MaintenancePlan, model.name, &body)?;
    }
    Ok(())
}

fn questionnaire() -> Questionnaire {
    let question = |key: &str, kind, about, zh: &str, en: &str, is_required| Question {
        id: id("question", key),
        kind,
        about,
        title: Text::new(zh, en),
        is_required,
        choices: Vec::new(),
    };
    use QuestionKind::{Comment, Effort, Recommendation, Satisfaction};
    Questionnaire {
        number: "Q-STANDARD".to_owned(),
        revision: 1,
        valid_from: None,
        name: Text::new("服务评价", "Service rating"),
        introduction: Text::new("请用一分钟评价本次服务。", "One minute about this visit, please."),
        questions: vec![
            question("overall", Satisfaction, Some(About::Overall), "总体满意度", "Overall", true),
            question("engineer", Satisfaction, Some(About::Engineer), "工程师", "The engineer", false),
            question("result", Satisfaction, Some(About::Result), "处理结果", "The result", false),
            question("response", Satisfaction, Some(About::Response), "响应速度", "How fast we came", false),
            question("recommend", Recommendation, None, "您会推荐我们吗？", "Would you recommend us?", false),
            question("effort", Effort, None, "解决问题费劲吗？", "How much effort was it for you?", false),
            question("comment", Comment, None, "还想说什么？", "Anything else?", false),
        ],
        thanks: Text::new("谢谢！", "Thank you!"),
        link_days: 14,
        is_retired: false,
    }
}

fn settings() -> Settings {
    Settings {
        company_name: Text::new("示例云帆设备服务有限公司", "Example Yunfan Equipment Service Co., Ltd."),
        company_address: Text::new("上海市闵行区示例路 88 号", "88 Shili Road, Minhang District, Shanghai"),
        company_phone: "+86 21 5555 0100".to_owned(),
        company_email: "service@yunfan.example".to_owned(),
        company_tax_number: "91000000DEMO000000".to_owned(),
        calendar: Some(id("calendar", "office")),
        service_level: Some(id("service_level", "standard")),
        price_list: Some(id("price_list", "standard")),
        questionnaire: Some(id("questionnaire", "standard")),
        public_url: "https://service.yunfan.example".to_owned(),
        report_footer: Text::new("示例数据，仅供演示。", "Sample data, for demonstration only."),
        signature_notice: Text::new(
            "这是普通电子签名，由终端密钥封存，不是合格电子签名。",
            "This is a simple electronic signature sealed by a device key, not a qualified one.",
        ),
        skills: people::skills_called(),
        meters: vec![Called { code: "run_hours".to_owned(), name: Text::new("运行小时", "Run hours") }],
        ..Settings::default()
    }
}
