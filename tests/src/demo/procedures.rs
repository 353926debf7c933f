//! Nine procedures, one for the maintenance of each model and one for rounds, and their steps.

use super::{
    devices::MODELS,
    loader::{Loader, id},
    people::text,
    steps,
};
use onsite_domain::{Word, order_kind::Kind, procedure::Procedure};

/// What a step asks for.
pub(super) enum Ask {
    Check,
    /// Value, names, whether choosing it is a fault.
    Choice(&'static [(&'static str, &'static str, &'static str, bool)]),
    /// UCUM unit, low and high limit (empty is open), key of the meter it also is.
    Measure(&'static str, &'static str, &'static str, &'static str),
    Text,
    Photo,
    Scan,
}

pub(super) struct Row {
    pub(super) ask: Ask,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) hint: (&'static str, &'static str),
    pub(super) danger: (&'static str, &'static str),
    pub(super) is_required: bool,
    pub(super) is_self_check: bool,
    /// Title of an earlier step in Chinese and the answer that makes this one necessary.
    pub(super) only_if: Option<(&'static str, &'static str)>,
}

/// What is looked at in ten minutes, at whatever machine.
pub(super) const ROUND: &str = "SOP-ROUND";

pub(super) struct ProcedureRow {
    pub(super) number: &'static str,
    name: (&'static str, &'static str),
    minutes: u32,
    tools: &'static [&'static str],
    parts: &'static [&'static str],
    pub(super) steps: &'static [Row],
}

const fn ask(ask: Ask, zh: &'static str, en: &'static str) -> Row {
    let (hint, danger) = (("", ""), ("", ""));
    Row { ask, zh, en, hint, danger, is_required: true, is_self_check: false, only_if: None }
}

const fn check(zh: &'static str, en: &'static str) -> Row {
    ask(Ask::Check, zh, en)
}

const fn measure(zh: &'static str, en: &'static str, unit: &'static str, low: &'static str, high: &'static str) -> Row {
    ask(Ask::Measure(unit, low, high, ""), zh, en)
}

const fn meter(zh: &'static str, en: &'static str, unit: &'static str, key: &'static str) -> Row {
    ask(Ask::Measure(unit, "0", "", key), zh, en)
}

const fn photo(zh: &'static str, en: &'static str) -> Row {
    Row { is_required: false, ..ask(Ask::Photo, zh, en) }
}

const fn choice(
    zh: &'static str,
    en: &'static str,
    choices: &'static [(&'static str, &'static str, &'static str, bool)],
) -> Row {
    ask(Ask::Choice(choices), zh, en)
}

impl Row {
    const fn danger(self, zh: &'static str, en: &'static str) -> Self {
        Self { danger: (zh, en), ..self }
    }

    const fn hint(self, zh: &'static str, en: &'static str) -> Self {
        Self { hint: (zh, en), ..self }
    }

    const fn only_if(self, title_zh: &'static str, answer: &'static str) -> Self {
        Self { only_if: Some((title_zh, answer)), ..self }
    }
}

const SCAN: Row = ask(Ask::Scan, "扫描设备码", "Scan the device code");
const BEFORE: Row = photo("作业前照片", "Photo before the work");
const AFTER: Row = photo("作业后照片", "Photo after the work");
const REMARKS: Row = Row { is_required: false, ..ask(Ask::Text, "其他情况", "Anything else") };
const TIDY: Row =
    Row { is_self_check: true, ..check("现场已清理，工具已清点", "Site cleaned, tools counted") };
const GOOD_OR_WORN: &[(&str, &str, &str, bool)] =
    &[("good", "良好", "Good", false), ("worn", "磨损", "Worn", true), ("broken", "损坏", "Broken", true)];

pub(super) const PROCEDURES: &[ProcedureRow] = &[
    ProcedureRow {
        number: "SOP-MR-PM",
        name: ("磁共振定期保养", "MRI maintenance"),
        minutes: 240,
        tools: &["T-02", "T-03"],
        parts: &["MR-1003"],
        steps: &[
            SCAN,
            check("已登记并取下铁磁性物品", "Registered, ferromagnetic items removed")
                .danger("强磁场，禁止携带铁磁性物品。", "Strong magnetic field: no ferromagnetic items."),
            BEFORE,
            measure("液氦液位", "Helium level", "%", "60", "100")
                .hint("低于 65 % 请安排补液。", "Plan a refill below 65 %."),
            measure("磁体压力", "Magnet pressure", "kPa", "1.5", "7.0"),
            measure("氦压机高压", "Helium compressor high pressure", "MPa", "1.90", "2.30"),
            measure("氦压机低压", "Helium compressor low pressure", "MPa", "0.55", "0.75"),
            meter("氦压机运行小时", "Helium compressor hours", "h", "compressor_hours"),
            measure("冷却水进水温度", "Cooling water inlet temperature", "Cel", "6.0", "20.0"),
            measure("冷却水流量", "Cooling water flow", "L/min", "7.0", "12.0"),
            choice("过滤网状况", "Strainer", GOOD_OR_WORN),
            check("已更换过滤网", "Strainer replaced").only_if("过滤网状况", "worn"),
            measure("磁体间温度", "Magnet room temperature", "Cel", "18.0", "22.0"),
            measure("磁体间湿度", "Magnet room humidity", "%", "40", "60"),
            measure("中心频率偏移", "Centre frequency offset", "Hz", "-200", "200"),
            measure("头线圈信噪比", "Head coil signal to noise", "1", "110", ""),
            check("患者报警球囊有效", "Patient alarm works"),
            check("应急失超按钮封条完好", "Emergency quench seal intact"),
            AFTER,
            REMARKS,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-CT-PM",
        name: ("CT 定期保养", "CT maintenance"),
        minutes: 180,
        tools: &["T-01", "T-07"],
        parts: &["CT-2008", "CT-2005"],
        steps: &[
            SCAN,
            BEFORE,
            meter("扫描次数", "Scan count", "1", "scans"),
            measure("机架温度", "Gantry temperature", "Cel", "18.0", "30.0"),
            measure("球管油温", "Tube oil temperature", "Cel", "20.0", "55.0"),
            choice("滤网状况", "Air filter", GOOD_OR_WORN),
            check("已更换滤网", "Air filter replaced").only_if("滤网状况", "worn"),
            choice("碳刷状况", "Slip ring brushes", GOOD_OR_WORN)
                .danger("断电并挂牌后方可打开机架。", "Lock out before opening the gantry."),
            measure("水模 CT 值", "Water phantom CT number", "[hnsf'U]", "-4", "4"),
            measure("噪声", "Noise", "%", "0.10", "0.45"),
            measure("层厚误差", "Slice thickness error", "mm", "-0.50", "0.50"),
            measure("定位光偏差", "Laser alignment", "mm", "-1.00", "1.00"),
            check("床面运动正常", "Table moves correctly"),
            check("急停按钮有效", "Emergency stops work"),
            AFTER,
            REMARKS,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-DR-PM",
        name: ("DR 定期保养", "Radiography maintenance"),
        minutes: 120,
        tools: &["T-07"],
        parts: &["DR-3003"],
        steps: &[
            SCAN,
            BEFORE,
            meter("曝光次数", "Exposure count", "1", "exposures"),
            measure("管电压误差", "Tube voltage error", "%", "-5.0", "5.0"),
            measure("输出剂量重复性", "Output repeatability", "%", "0.0", "10.0"),
            measure("光野与射野偏差", "Light and radiation field", "mm", "0", "10"),
            measure("探测器电池容量", "Detector battery capacity", "%", "70", "100"),
            check("探测器坏点校正完成", "Detector defect map calibrated"),
            choice("钢丝绳状况", "Wire rope", GOOD_OR_WORN).danger("立柱可能坠落。", "The column may drop."),
            check("曝光手闸与指示灯正常", "Hand switch and warning light work"),
            AFTER,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-US-PM",
        name: ("超声定期保养", "Ultrasound maintenance"),
        minutes: 60,
        tools: &["T-01"],
        parts: &["US-4007"],
        steps: &[
            SCAN,
            meter("检查次数", "Examination count", "1", "examinations"),
            check("滤网已清洗", "Filter cleaned"),
            choice("凸阵探头外观", "Convex probe", GOOD_OR_WORN),
            choice("线阵探头外观", "Linear probe", GOOD_OR_WORN),
            measure("探测深度", "Penetration depth", "mm", "160", ""),
            measure("漏电流", "Leakage current", "uA", "0", "100"),
            measure("电源电压", "Supply voltage", "V", "207", "253"),
            check("脚轮与刹车正常", "Castors and brakes work"),
            AFTER,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-CH-PM",
        name: ("冷水机组定期保养", "Chiller maintenance"),
        minutes: 240,
        tools: &["T-04", "T-05"],
        parts: &["CH-5002", "CH-5004"],
        steps: &[
            SCAN,
            check("已上锁挂牌", "Locked out and tagged")
                .danger("380 V，制冷剂带压。", "400 V, pressurised refrigerant."),
            BEFORE,
            meter("运行小时", "Run hours", "h", "run_hours"),
            measure("冷凝压力", "Condensing pressure", "kPa", "650", "950"),
            measure("蒸发压力", "Evaporating pressure", "kPa", "200", "280"),
            measure("油压差", "Oil differential pressure", "kPa", "150", "400"),
            measure("排气温度", "Discharge temperature", "Cel", "40.0", "75.0"),
            measure("冷冻水进水温度", "Chilled water inlet", "Cel", "9.0", "14.0"),
            measure("冷冻水出水温度", "Chilled water outlet", "Cel", "6.0", "8.5"),
            measure("冷却水进水温度", "Condenser water inlet", "Cel", "18.0", "32.0"),
            measure("压缩机电流", "Compressor current", "A", "180", "420"),
            measure("三相不平衡度", "Phase imbalance", "%", "0.0", "2.0"),
            choice("油位", "Oil level", &[("ok", "正常", "Normal", false), ("low", "偏低", "Low", true)]),
            check("已补充冷冻油", "Oil topped up").only_if("油位", "low"),
            check("检漏无泄漏", "No refrigerant leak found"),
            check("水流开关动作正常", "Flow switch works"),
            choice("控制柜接线", "Control cabinet wiring", GOOD_OR_WORN),
            AFTER,
            REMARKS,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-AH-PM",
        name: ("空调箱定期保养", "Air handling unit maintenance"),
        minutes: 120,
        tools: &["T-05", "T-06"],
        parts: &["AH-6001", "AH-6002", "AH-6003"],
        steps: &[
            SCAN,
            check("已上锁挂牌", "Locked out and tagged").danger("旋转部件。", "Rotating parts."),
            BEFORE,
            meter("运行小时", "Run hours", "h", "run_hours"),
            measure("初效压差", "Panel filter pressure drop", "Pa", "30", "150"),
            measure("中效压差", "Bag filter pressure drop", "Pa", "60", "250"),
            choice("皮带状况", "Belt", GOOD_OR_WORN),
            check("已更换皮带", "Belt replaced").only_if("皮带状况", "worn"),
            measure("送风温度", "Supply air temperature", "Cel", "12.0", "20.0"),
            measure("送风风速", "Supply air velocity", "m/s", "4.0", "9.0"),
            measure("电机电流", "Motor current", "A", "12.0", "28.0"),
            check("凝水盘排水通畅", "Condensate drains freely"),
            check("执行器全行程动作", "Actuator moves through its full stroke"),
            AFTER,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-VR-PM",
        name: ("多联机定期保养", "VRF maintenance"),
        minutes: 120,
        tools: &["T-04"],
        parts: &["VR-7005"],
        steps: &[
            SCAN,
            BEFORE,
            meter("运行小时", "Run hours", "h", "run_hours"),
            measure("高压", "High pressure", "MPa", "2.00", "3.60"),
            measure("低压", "Low pressure", "MPa", "0.60", "1.20"),
            measure("排气温度", "Discharge temperature", "Cel", "50.0", "105.0"),
            measure("过热度", "Superheat", "K", "3.0", "9.0"),
            measure("电源电压", "Supply voltage", "V", "361", "418"),
            check("换热器已清洗", "Heat exchanger cleaned"),
            choice("风机状况", "Fan", GOOD_OR_WORN),
            check("故障代码已读取并清除", "Fault codes read and cleared"),
            AFTER,
            TIDY,
        ],
    },
    ProcedureRow {
        number: "SOP-TW-PM",
        name: ("冷却塔定期保养", "Cooling tower maintenance"),
        minutes: 150,
        tools: &["T-05"],
        parts: &["TW-8002", "TW-8009"],
        steps: &[
            SCAN,
            check("已上锁挂牌", "Locked out and tagged").danger("高处与旋转部件。", "Work at height, rotating parts."),
            BEFORE,
            meter("运行小时", "Run hours", "h", "run_hours"),
            measure("电导率", "Conductivity", "uS/cm", "500", "1500"),
            measure("pH 值", "pH", "[pH]", "7.0", "9.0"),
            measure("风机电流", "Fan current", "A", "8.0", "18.0"),
            measure("振动", "Vibration", "mm/s", "0.0", "4.5"),
            choice("填料状况", "Fill pack", GOOD_OR_WORN),
            choice("布水状况", "Water distribution", GOOD_OR_WORN),
            check("浮球阀动作正常", "Float valve works"),
            check("集水盘已清洗", "Basin cleaned").hint("清洗前排空并戴口罩。", "Drain first and wear a mask."),
            AFTER,
            TIDY,
        ],
    },
    ProcedureRow {
        number: ROUND,
        name: ("设备巡视", "Round of inspection"),
        minutes: 15,
        tools: &[],
        parts: &[],
        steps: &[
            SCAN,
            check("铭牌与设备码完好", "Plate and code are whole")
                .hint("看不清就补贴新码。", "Put a new code on where it is worn."),
            choice("外观与线缆", "Housing and cables", GOOD_OR_WORN),
            check("报警记录已查看", "Alarms looked through"),
            measure("机房温度", "Room temperature", "Cel", "15.0", "30.0"),
            REMARKS,
        ],
    },
];

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    let published_ms = loader.clock.now_ms();
    for row in PROCEDURES {
        let models = MODELS.iter().filter(|model| model.maintenance == row.number);
        let body = Procedure {
            number: row.number.to_owned(),
            revision: 1,
            name: text(row.name),
            kinds: if row.number == ROUND {
                vec![Kind::Inspect]
            } else {
                vec![Kind::Maintain, Kind::Inspect, Kind::Repair]
            },
            models: models.clone().map(|model| model.name.to_owned()).collect(),
            steps: steps::of(row.number),
            target_minutes: Some(row.minutes),
            skills: models.map(|model| model.skill.to_owned()).collect(),
            tools: row.tools.iter().map(|tool| id("tool", tool)).collect(),
            parts: row.parts.iter().map(|part| id("part", part)).collect(),
            published_ms,
            published_by: Some(id("user", "zhao")),
            ..Procedure::default()
        };
        loader.put(Word::Procedure, row.number, &body)?;
    }
    Ok(())
}
