# 上门服务进行中，以及各步骤
visit-photo = 拍照
visit-photo-take = 拍照
visit-photo-choose = 相册
visit-photo-unreadable = 无法打开“{$name}”，请选择 JPEG 或 PNG 图片。
visit-photo-not-here = 尚未到达
visit-reason-missing = 请简单说明原因。
visit-reason-between = ；

# 上门服务
visit-title = 上门服务
visit-work-so-far = 作业
visit-travel-so-far = 路程
visit-arrived = 到场
visit-reads-along = 你可以查看这次上门服务，由现场工程师记录。
visit-returned = 已退回：{$reason}
visit-ended-because = 原因：{$reason}
visit-lead-ends = 这里都已做完，由负责人完工。
visit-signed-beforehand = 客户已签字，此后的更正须写成备注并说明原因。
visit-write-amendment = 写更正备注
visit-steps-of = 已完成 {$done} / {$of}
visit-steps-outside = {$count} 项超限
visit-steps-all = 全部 {$count} 步
visit-steps-fewer = 只看当前
visit-steps-none = 此工单没有作业程序
visit-steps-none-more = 把所做的工作记在故障处理、备注和照片里。

# 步骤以外的内容
visit-sections = 其他内容
visit-photos = 照片
visit-photos-count = { $count ->
    [0] 暂无
   *[other] {$count} 张
 }
visit-parts = 备件
visit-parts-count = { $count ->
    [0] 未使用
   *[other] 已用 {$count} 项
 }
visit-parts-planned = 计划 {$count} 项
visit-time = 工时与费用
visit-time-none = 尚未计时
visit-expenses-count = {$count} 笔费用
visit-findings = 故障与处理
visit-findings-none = 未记录
visit-findings-count = { $count ->
    [one] 已记录
   *[other] 已记录 {$count} 条
 }
visit-notes = 备注
visit-notes-count = { $count ->
    [0] 暂无
   *[other] {$count} 条
 }
visit-help = 求助
visit-help-none = 向专家提问
visit-help-waiting = {$count} 条待答复
visit-help-answered = 已答复
visit-charges = 费用
visit-charges-none = 未计算
visit-charges-covered = 无需付费
visit-payer-customer = 客户付费
visit-payer-warranty = 保修
visit-payer-contract = 合同
visit-payer-goodwill = 免费优惠
visit-acceptance = 验收与签字
visit-acceptance-none = 未签
visit-acceptance-signed = 已签字
visit-acceptance-refused = 客户拒签
visit-acceptance-absent = 无人签字
visit-report = 服务报告
visit-report-sealed = 已签署封存
visit-report-draft = 草稿
visit-rating = 服务评价
visit-rating-none = 未评价
visit-rating-given = 已评价
visit-rating-unasked = 此工单无问卷
visit-device = 设备档案
visit-order = 工单

# 主操作与“更多”
visit-do-step = 继续第 {$step} 步
visit-do-conflict = 第 {$step} 步：选定答案
visit-do-missing = 补全缺少的 {$count} 项
visit-do-findings = 记录故障与处理
visit-do-charges = 计算费用
visit-do-acceptance = 客户验收与签字
visit-do-finish = 完工
visit-do-rating = 请客户评价
visit-do-today = 回到今天
visit-more = 更多
visit-hand-over = 转交工单
visit-pause-why = 暂停的原因
visit-pause-parts = 等备件
visit-pause-customer = 等客户
visit-pause-access = 无法进入
visit-pause-weather = 天气原因
visit-pause-colleague = 等同事
visit-pause-break = 休息
visit-pause-end-of-day = 今天到此为止
visit-pause-other = 其他原因
visit-cannot-title = 这次无法完成
visit-cannot-more = 这次上门到此结束，后续由调度员决定。
visit-cannot-access = 无法接触设备
visit-cannot-customer = 客户暂时不需要
visit-cannot-unsafe = 不具备安全作业条件
visit-cannot-wrong = 设备或地址不对
visit-second-title = 需要再次上门
visit-second-more = 这次上门到此结束，已记录的内容都保留，由调度员安排下一次。
visit-second-parts = 缺备件
visit-second-tool = 缺工具
visit-second-time = 时间不够
visit-second-expert = 需要专家
visit-second-customer = 设备未能腾出

# 完工
visit-finish-title = 完工
visit-finish-missing = 还缺 {$count} 项，按一下即可前往。
visit-finish-nothing-missing = 没有缺项。
visit-finish-self-check = 离场自检
visit-finish-optional = 还有 {$count} 个选做步骤未填。
visit-finish-signed-missing = 客户已签字，步骤不能再填。如果工作没有做完，请选“需再次上门”。
visit-finish-unsigned = 还没有人签字。
visit-finish-sends = 有信号时会自动全部发送。
visit-missing-answer = 未填写
visit-missing-photo = 缺照片
visit-missing-note-or-photo = 须写明原因或拍照
visit-missing-instrument = 未选仪器
visit-missing-field = 须由办公室填写
visit-missing-field-own = 公司自定义字段

# 步骤
visit-step-of = 第 {$number} / {$of} 步
visit-step = 步骤
visit-step-gone = 没有这个步骤
visit-step-gone-more = 作业程序可能已更新，请打开上门服务查看步骤。
visit-step-open-visit = 打开上门服务
visit-stand-open = 待做
visit-stand-optional = 选做
visit-stand-answered = 已完成
visit-stand-outside = 超限
visit-stand-fault = 有故障
visit-stand-lacking = 不完整
visit-stand-conflict = 两个答案
visit-stand-not-applicable = 不适用
visit-stand-not-to-be-done = 无需做
visit-answer-photos = {$count} 张照片
visit-answer-signed = 已签字
visit-answer-by = {$who}，{$at}
visit-by-office = 办公室
visit-by-somebody = 其他人
visit-step-optional = 选做
visit-step-standard = 标准 {$limits}
visit-step-nominal = 标称 {$value}
visit-step-no-limits = 无限值
visit-step-minutes = 约 {$count} 分钟
visit-step-role = 由{$role}完成
visit-role-engineer = 工程师
visit-role-expert = 专家
visit-role-dispatcher = 调度员
visit-role-intake-agent = 接单员
visit-role-contractor-dispatcher = 服务商调度员
visit-role-service-manager = 服务经理
visit-role-quality-inspector = 质检员
visit-role-complaint-handler = 投诉专员
visit-role-stock-keeper = 仓管员
visit-role-administrator = 管理员
visit-role-other = 其他人
visit-step-self-check = 离场自检
visit-step-acceptance = 合格标准：
visit-step-danger = 危险
visit-step-is-meter = 同时作为设备的计数读数。
visit-step-only-if = 仅当“{$step}”为{$is}时才需要做。
visit-step-only-if-outside = 仅当“{$step}”超限时才需要做。
visit-step-not-needed = 这里无需做
visit-step-or = 或
visit-below = 低于 {$value}
visit-above = 高于 {$value}
visit-step-not-started = 尚未开始作业
visit-step-paused = 作业已暂停

visit-check = 是否如此？
visit-choice = 是哪一种？
visit-reading = 读数
visit-reading-sign = 改变正负号
visit-reading-within = 在限值内
visit-reading-above = 高于上限 {$by}
visit-reading-below = 低于下限 {$by}
visit-reading-less = 比上次小：{$value}
visit-reading-why = 请写明原因或拍照。
visit-reading-unreadable = 这不是数字，请用小数点书写，如 12.5。
visit-fault-why = 属于故障，请写明情况或拍照。
visit-no-why = 请写明哪里不正常，最好拍照。
visit-text = 现场情况
visit-code = 编码
visit-code-hint = 扫码，或在此输入。
visit-code-scan = 扫码
visit-code-is-device = 就是本工单的设备。
visit-code-other-device = 这个编码属于{$title}，不是本工单的设备。
visit-code-scan-own = 请扫本工单设备的编码。
visit-code-damaged = 编码中有字符有误。
visit-code-unknown-device = 没有设备使用这个编码。
visit-code-meant = 是否为 {$code}？它属于{$title}。
visit-code-take = 采用
visit-signature-by = 请{$signer}签字
visit-signature-customer = 客户
visit-signature-lead = 负责工程师
visit-signature-done = {$name} 已签字，{$at}
visit-signature-refused = {$name} 未签字：{$reason}
visit-signature-press = 签字
visit-note = 备注
visit-note-write = 写备注
visit-note-why = 不适用的原因
visit-note-missing = 请说明为什么不适用。
visit-not-applicable = 不适用
visit-applies = 改为适用
visit-step-photos = 此步骤的照片
visit-step-photos-wanted = { $count ->
    [0] 照片已够
   *[other] 还需 {$count} 张照片
 }
visit-photo-alt = {$step}，照片 {$number}
visit-photo-remove = 不用照片 {$number}
visit-photo-new = 新
visit-instrument = 仪器
visit-instrument-choose = 选择仪器
visit-instrument-which = 用哪个仪器？
visit-instrument-find = 查找仪器
visit-instrument-yours = 我的仪器
visit-instrument-others = 其他仪器
visit-instrument-clear = 不选
visit-instrument-empty = 这里还没有仪器
visit-instrument-empty-more = 仪器清单由办公室维护，下次同步时到达。
visit-instrument-required = 此读数须注明所用仪器。
visit-calibrated-until = 校准至 {$day}
visit-calibration-ends = 校准即将到期 {$day}
visit-calibration-ended = 校准已过期 {$day}
visit-calibration-none = 无需校准
visit-earlier = 此设备以往结果
visit-earlier-last = 上次
visit-earlier-before = 再上次
visit-earlier-none = 无值
visit-trend = 以往读数：{$readings}。限值：{$limits}。
visit-trend-now = 本次 {$value}
visit-two-answers = 有 {$count} 个答案
visit-two-answers-more = 选用其中一个，或重新填写。保存后以你的为准，原来的仍可查看。
visit-take-answer = 选用
visit-decided-against = 另有答案，未采用
visit-decided-by = {$who}确定以哪个答案为准，{$at}
visit-decided-because = 原因：{$reason}
visit-answer-missing-check = 请选择一项。
visit-answer-missing-reading = 请输入读数。
visit-answer-missing-text = 请填写现场情况。
visit-answer-missing-code = 请扫码或输入编码。
visit-answer-missing-photo = 请拍照。
visit-save-next = 保存，下一步
visit-save-last = 保存，步骤全部完成
visit-skip-next = 跳过，下一步
visit-next = 下一步
visit-to-visit = 完成，回到上门服务
visit-previous = 上一步
visit-overview = 总览
visit-leave-open = 暂时跳过
visit-withdraw = 撤回答案
visit-withdraw-title = 撤回答案
visit-withdraw-more = 原答案和撤回原因仍可查看，此步骤重新待做。
visit-withdraw-mistyped = 输入有误
visit-withdraw-other-step = 属于别的步骤
visit-withdraw-again = 重新测量
visit-book-part = 登记备件 {$part}
visit-ask-about-step = 求助
visit-draft-drop = 清除
