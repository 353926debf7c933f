//! Today's twenty-four work orders: fourteen of them are Lin's day, ten of those short ones at the hospitals where the long
//! ones are.

use super::{
    devices,
    loader::{Loader, id, id_at},
    orders::{Order, fact, order_id, visit_id},
    procedures::ROUND,
};
use onsite_domain::{
    Id, Text,
    assignment::{self, OfferFact},
    command::Command,
    order_kind::{Kind, Mode},
};
use std::collections::BTreeMap;

struct Row {
    key: &'static str,
    kind: Kind,
    mode: Mode,
    title: (&'static str, &'static str),
    words: &'static str,
    priority: &'static str,
    site: &'static str,
    /// Serial number.
    device: &'static str,
    procedure: &'static str,
    /// Minutes of the day.
    window: Option<(i64, i64)>,
    skills: &'static [&'static str],
    parts: &'static [(&'static str, i64)],
    who: Who,
}

/// Who is to do it.
enum Who {
    Team(&'static str, &'static [&'static str]),
    /// Offered to a team.
    Offered(&'static str),
    /// Given to the contractor, whose dispatcher sends somebody.
    Contractor(&'static str),
    Nobody,
}

/// A machine looked at on the way past.
const fn round(key: &'static str, site: &'static str, device: &'static str, window: (i64, i64)) -> Row {
    Row {
        key,
        kind: Kind::Inspect,
        mode: Mode::Onsite,
        title: ("月度巡视", "Monthly round"),
        words: "顺路查看，填写巡视记录。",
        priority: "low",
        site,
        device,
        procedure: ROUND,
        window: Some((window.0 * 60 + window.1, window.0 * 60 + window.1 + 20)),
        skills: &[],
        parts: &[],
        who: Who::Team("lin", &[]),
    }
}

/// Hours of the day as its minutes.
const fn hours(from: i64, to: i64) -> Option<(i64, i64)> {
    Some((from * 60, to * 60))
}

const ORDERS: &[Row] = &[
    Row {
        key: "mri-helium",
        kind: Kind::Repair,
        mode: Mode::Onsite,
        title: ("1 号磁共振磁体压力升高", "MRI 1: magnet pressure rises"),
        words: "昨晚开始磁体压力报警 E-204，液位正常。",
        priority: "high",
        site: "qingwu-main",
        device: "HZ-MR15-QINGWUMAIN01",
        procedure: "SOP-MR-PM",
        window: hours(8, 11),
        skills: &["mri"],
        parts: &[("MR-1003", 1), ("MR-1008", 1)],
        who: Who::Team("lin", &["zhou"]),
    },
    Row {
        key: "ct-fan",
        kind: Kind::Repair,
        mode: Mode::Onsite,
        title: ("CT 球管过热提示 T-17", "CT reports tube overheating T-17"),
        words: "连续扫描十位患者后提示球管过热。",
        priority: "high",
        site: "qingwu-main",
        device: "HZ-CT64-QINGWUMAIN01",
        procedure: "SOP-CT-PM",
        window: hours(13, 15),
        skills: &["ct"],
        parts: &[("CT-2005", 1), ("CT-2008", 2)],
        who: Who::Team("lin", &[]),
    },
    Row {
        key: "harbour-mri",
        kind: Kind::Maintain,
        mode: Mode::Onsite,
        title: ("磁共振季度保养", "Quarterly MRI maintenance"),
        words: "Please call before you come up; the scanner is free after 15:30.",
        priority: "normal",
        site: "harbour",
        device: "HZ-MR15-HARBOUR01",
        procedure: "SOP-MR-PM",
        window: hours(15, 18),
        skills: &["mri"],
        parts: &[("MR-1003", 1)],
        who: Who::Team("lin", &[]),
    },
    Row {
        key: "ct-training",
        kind: Kind::Train,
        mode: Mode::Onsite,
        title: ("CT 新技师操作培训", "CT training for a new radiographer"),
        words: "两位新技师，约一小时。",
        priority: "low",
        site: "minhang",
        device: "HZ-CT64-MINHANG01",
        procedure: "",
        window: hours(18, 19),
        skills: &["ct"],
        parts: &[],
        who: Who::Team("lin", &[]),
    },
    Row {
        key: "chiller-trip",
        kind: Kind::Repair,
        mode: Mode::Onsite,
        title: ("1 号冷水机高压报警停机", "Chiller 1 trips on high pressure"),
        words: "手术室温度上升，请尽快。",
        priority: "critical",
        site: "qingwu-plant",
        device: "LC-500-QINGWUPLANT01",
        procedure: "SOP-CH-PM",
        window: hours(12, 15),
        skills: &["refrigerant"],
        parts: &[("CH-5005", 1), ("CH-5002", 1)],
        who: Who::Team("zhou", &[]),
    },
    Row {
        key: "ahu-maintenance",
        kind: Kind::Maintain,
        mode: Mode::Onsite,
        title: ("空调箱定期保养", "Air handler maintenance"),
        words: "周末前完成即可。",
        priority: "normal",
        site: "hongqiao",
        device: "LC-AHU20-HONGQIAO01",
        procedure: "SOP-AH-PM",
        window: hours(15, 17),
        skills: &["hvac"],
        parts: &[("AH-6001", 2), ("AH-6002", 4)],
        who: Who::Team("zhou", &[]),
    },
    Row {
        key: "vrf-noise",
        kind: Kind::Repair,
        mode: Mode::Onsite,
        title: ("2 号多联机制热异响", "VRF 2 knocks while heating"),
        words: "早晨切换制热时有撞击声。",
        priority: "normal",
        site: "hongqiao",
        device: "LC-VRF16-HONGQIAO02",
        procedure: "SOP-VR-PM",
        window: hours(17, 19),
        skills: &["refrigerant"],
        parts: &[("VR-7004", 1)],
        who: Who::Team("zhou", &[]),
    },
    Row {
        key: "dr-battery",
        kind: Kind::Repair,
        mode: Mode::Onsite,
        title: ("平板探测器电池续航短", "Detector battery does not last"),
        words: "充满电后两小时掉线。",
        priority: "normal",
        site: "yunqi",
        device: "HZ-DR30-YUNQI01",
        procedure: "SOP-DR-PM",
        window: hours(9, 11),
        skills: &["xray"],
        parts: &[("DR-3002", 1)],
        who: Who::Team("chen", &[]),
    },
    Row {
        key: "us-probe",
        kind: Kind::Replace,
        mode: Mode::Onsite,
        title: ("更换凸阵探头", "Replace the convex probe"),
        words: "探头外壳开裂。",
        priority: "high",
        site: "qiantang",
        device: "HZ-US8-QIANTANG01",
        procedure: "SOP-US-PM",
        window: hours(13, 14),
        skills: &["ultrasound"],
        parts: &[("US-4001", 1)],
        who: Who::Team("chen", &[]),
    },
    Row {
        key: "ct-inspection",
        kind: Kind::Inspect,
        mode: Mode::Onsite,
        title: ("CT 年度巡检", "Annual CT inspection"),
        words: "配合院方质控检查。",
        priority: "normal",
        site: "binjiang",
        device: "HZ-CT64-BINJIANG01",
        procedure: "SOP-CT-PM",
        window: hours(15, 18),
        skills: &["ct"],
        parts: &[],
        who: Who::Team("chen", &[]),
    },
    Row {
        key: "hotel-chiller",
        kind: Kind::Maintain,
        mode: Mode::Onsite,
        title: ("冷水机季度保养", "Quarterly chiller maintenance"),
        words: "Please report to the engineering desk on B1.",
        priority: "normal",
        site: "jinji",
        device: "LC-500-JINJI01",
        procedure: "SOP-CH-PM",
        window: hours(9, 13),
        skills: &["hvac"],
        parts: &[("CH-5002", 1)],
        who: Who::Contractor("wu"),
    },
    Row {
        key: "vrf-offer",
        kind: Kind::Repair,
        mode: Mode::Onsite,
        title: ("多联机通信故障 U4", "VRF communication fault U4"),
        words: "Controller shows U4 since this morning.",
        priority: "high",
        site: "lingang",
        device: "LC-VRF16-LINGANG01",
        procedure: "SOP-VR-PM",
        window: hours(13, 17),
        skills: &["hvac"],
        parts: &[("VR-7007", 1)],
        who: Who::Offered("hvac"),
    },
    Row {
        key: "site-survey",
        kind: Kind::Survey,
        mode: Mode::Onsite,
        title: ("新磁共振机房现场勘察", "Survey for a new MRI room"),
        words: "测量通道、承重与屏蔽条件。",
        priority: "low",
        site: "songjiang",
        device: "",
        procedure: "",
        window: hours(14, 16),
        skills: &["mri"],
        parts: &[],
        who: Who::Nobody,
    },
    Row {
        key: "remote-advice",
        kind: Kind::Consult,
        mode: Mode::Remote,
        title: ("面板温度设置咨询", "How to set the controller"),
        words: "How do we lock the temperature range on the panel?",
        priority: "low",
        site: "xuhui",
        device: "LC-VRF16-XUHUI01",
        procedure: "",
        window: None,
        skills: &[],
        parts: &[],
        who: Who::Nobody,
    },
    round("round-mri", "qingwu-main", "HZ-MR15-QINGWUMAIN02", (11, 0)),
    round("round-ct", "qingwu-main", "HZ-CT64-QINGWUMAIN02", (11, 25)),
    round("round-dr", "qingwu-main", "HZ-DR30-QINGWUMAIN01", (11, 50)),
    round("round-us", "qingwu-main", "HZ-US8-QINGWUMAIN01", (12, 15)),
    round("round-minhang-ct", "minhang", "HZ-CT64-MINHANG01", (19, 0)),
    round("round-minhang-dr", "minhang", "HZ-DR30-MINHANG01", (19, 20)),
    round("round-minhang-dr-2", "minhang", "HZ-DR30-MINHANG02", (19, 40)),
    round("round-minhang-us", "minhang", "HZ-US8-MINHANG01", (20, 0)),
    Row {
        key: "remote-helium",
        kind: Kind::Consult,
        mode: Mode::Remote,
        title: ("液位曲线远程查看", "Look at the helium curve"),
        words: "液位这个月降得比平时快，请帮忙看看曲线。",
        priority: "normal",
        site: "songjiang",
        device: "HZ-MR15-SONGJIANG01",
        procedure: "",
        window: Some((20 * 60 + 30, 20 * 60 + 50)),
        skills: &[],
        parts: &[],
        who: Who::Team("lin", &[]),
    },
    Row {
        key: "remote-protocol",
        kind: Kind::Consult,
        mode: Mode::Remote,
        title: ("扫描协议设置咨询", "Advice on a scan protocol"),
        words: "儿童头部低剂量协议应如何设置？",
        priority: "low",
        site: "songjiang",
        device: "HZ-CT64-SONGJIANG01",
        procedure: "",
        window: Some((20 * 60 + 50, 21 * 60 + 10)),
        skills: &[],
        parts: &[],
        who: Who::Team("lin", &[]),
    },
];

/// Orders and their visits by name.
pub(super) fn by_name() -> BTreeMap<String, (Id, Option<Id>)> {
    ORDERS
        .iter()
        .map(|row| {
            let has_visit = matches!(row.who, Who::Team(..) | Who::Contractor(_));
            (row.key.to_owned(), (order_id(row.key), has_visit.then(|| visit_id(row.key))))
        })
        .collect()
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for (minute, row) in (0_i64..).zip(ORDERS) {
        let received_ms = loader.times.at(-1, minute.saturating_mul(5).saturating_add(15 * 60 + 30))?;
        loader.clock.go_to(received_ms);
        let device = devices::by_serial(row.device);
        let instants = |(from, to): (i64, i64)| -> anyhow::Result<(i64, i64)> {
            Ok((loader.times.at(0, from)?, loader.times.at(0, to)?))
        };
        let organisation = if matches!(row.who, Who::Contractor(_)) { "contractor" } else { "company" };
        let team = match row.who {
            Who::Team(lead, helpers) => Some((lead, helpers.to_vec())),
            _ => None,
        };
        let mut order = Order {
            key: row.key.to_owned(),
            kind: row.kind,
            mode: row.mode,
            title: Text::new(row.title.0, row.title.1),
            description: row.words.to_owned(),
            priority: row.priority,
            site: row.site,
            device: device.as_ref(),
            procedure: (!row.procedure.is_empty()).then_some(row.procedure),
            received_ms,
            window: row.window.map(instants).transpose()?,
            organisation: id("organisation", organisation),
            skills: row.skills.to_vec(),
            planned_parts: row.parts.to_vec(),
            is_offered: matches!(row.who, Who::Offered(_)),
            team,
        };
        loader.by_office("zheng", &order.command())?;
        match row.who {
            Who::Offered(team) => {
                let body = OfferFact { teams: vec![id("team", team)], ..OfferFact::default() };
                let subjects = assignment::subjects_of_offer(order_id(row.key), None);
                let offer = fact(id_at(received_ms, &format!("{}/offer", row.key)), subjects, &body);
                loader.by_office("zheng", &Command::new("offer_order").fact(offer))?;
            }
            Who::Contractor(engineer) => {
                order.team = Some((engineer, Vec::new()));
                loader.by_office("feng", &order.planned(Command::new("assign_visit")))?;
            }
            Who::Team(..) | Who::Nobody => {}
        }
    }
    Ok(())
}
