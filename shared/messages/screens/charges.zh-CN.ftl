# 上门服务的收费：谁付、付什么、怎么付
charges-title = 收费
charges-who-pays = 由谁付款
charges-payer-warranty = 保修承担
charges-payer-contract = 合同承担
charges-payer-customer = 客户付款
charges-payer-goodwill = 公司善意承担
charges-payer-unknown = 尚未确定
charges-why-no-device = 工单没有设备。
charges-why-no-warranty = 本机没有此设备的保修信息。
charges-why-warranty-valid = { $dated ->
    [yes] 在保修期内，至 {$day}。
   *[no] 在保修期内。
 }
charges-why-warranty-ended = { $dated ->
    [yes] 保修已于 {$day} 到期。
   *[no] 保修已到期。
 }
charges-why-warranty-start-not-known = 有保修，但不知道从哪天起算。
charges-why-no-contract = 本机没有此客户的合同信息。
charges-why-contract-valid = { $named ->
    [yes] 合同“{$name}”有效
   *[no] 合同有效
 }{ $dated ->
    [yes] ，至 {$day}。
   *[no] 。
 }
charges-why-contract-not-started = { $named ->
    [yes] 合同“{$name}”尚未生效
   *[no] 合同尚未生效
 }{ $dated ->
    [yes] ，自 {$day} 起。
   *[no] 。
 }
charges-why-contract-ended = { $named ->
    [yes] 合同“{$name}”已到期
   *[no] 合同已到期
 }{ $dated ->
    [yes] ，截至 {$day}。
   *[no] 。
 }
charges-why-contract-suspended = { $named ->
    [yes] 合同“{$name}”已暂停。
   *[no] 合同已暂停。
 }
charges-why-kind-not-covered = { $named ->
    [yes] “{$name}”不含这类服务。
   *[no] 不含这类服务。
 }
charges-why-cause-excluded = { $named ->
    [yes] “{$name}”不含所查明的原因。
   *[no] 所查明的原因不在承担范围内。
 }
charges-why-unknown = 此版本尚不认识的理由。
charges-covers-labour = 人工
charges-covers-travel = 路途
charges-covers-services = 服务项目
charges-covers-parts = 备件
charges-covers-parts-listed = 所列 {$count} 种备件
charges-covers-parts-but = 备件（{$count} 种除外）
charges-not-covered = 不含{$what}
charges-change-payer = 改由别人付款
charges-instead = 改由谁付款
charges-records-say = 按记录应为：{$payer}。改动会连同原因保存。
charges-as-records = 按记录
charges-reason-hint = 办公室会看到。
charges-reason-missing = 请说明为什么改由别人付款。
charges-reason-goodwill = 善意处理
charges-reason-repeat = 同一故障重复出现
charges-reason-misuse = 使用不当
charges-reason-agreed = 已与客户商定
charges-reason-wrong = 内容有误
charges-reason-twice = 重复记录
charges-reason-not-paid = 实际未付

charges-services = 服务项目
charges-add-service = 添加服务项目
charges-search-services = 查找服务项目
charges-no-service-found = 没有这个名称的服务项目。
charges-no-services = 公司没有适用于这类服务的服务项目。
charges-unit-h = 小时
charges-unit-min = 分钟
charges-unit-km = 公里
charges-per = 每{$unit}
charges-each = 每{$unit} {$price}
charges-quantity-of = {$name}的数量
charges-remove = 移除{$name}
charges-agreed-price = 议定单价
charges-agreed-price-hint = 代替价目表价格。
charges-other-price = 改单价
charges-price-missing = 价目表没有它的价格，请填写单价。
charges-not-here = 不在本机

charges-work = 工时与路程
charges-minutes = 分钟
charges-no-time = 还没有工时记录。
charges-set-time = 改收费工时
charges-time-as-recorded = 按记录的工时
charges-charged-minutes = {$what}：计费 {$minutes} 分钟
charges-distance = 里程
charges-no-distance-price = 价目表不收里程费。
charges-call-out = 上门费
charges-call-out-hint = 每次上门收一次。
charges-no-call-out-price = 价目表没有上门费，请在下面作为其他项目添加。

charges-parts = 备件
charges-no-parts = 还没有使用备件，用了会自动计入。
charges-no-parts-charged = 不收备件费。
charges-set-parts = 改收费备件
charges-take-planned = 采用计划的 {$count} 种备件
charges-add-part = 添加备件
charges-parts-as-recorded = 按实际使用

charges-others = 其他
charges-add-other = 添加其他项目
charges-other-what = 名称
charges-other-amount = 金额
charges-other-missing = 请填写名称。
charges-passed-on = 费用：{$what}
charges-to-expenses = 查看费用
charges-amount-wrong = 这不是金额，只需数字和小数点。
charges-amount-missing = 请填写金额。
charges-number-wrong = 这不是数字。

charges-terms = 给客户的说明
charges-remarks = 备注
charges-remarks-hint = 写在收费明细下方。
charges-valid-until = 有效期至
charges-valid-until-hint = 报价在这一天之前有效。
charges-valid-until-day = 有效期至 {$day}

charges-total-card = 合计
charges-customer-pays = 客户应付
charges-total = 合计（含税）
charges-net = 不含税
charges-tax = 税
charges-line-tax = {$tax} {$rate}
charges-line-time = {$minutes} 分钟，每小时 {$price}
charges-tax-in-prices = 单价已含{$tax}。
charges-tax-added = 合计已含{$tax}，单价不含。
charges-no-lines = 没有收费项目。
charges-no-total = 改正后才能算出合计。
charges-show-lines = 明细（{$count} 行）
charges-hide-lines = 收起明细
charges-no-price-list = 没有有效的价目表
charges-no-price-list-more = 没有价目表无法计算。请告知办公室，有信号时会自动下载；已填内容会保留。

charges-record = 记录收费
charges-record-total = 记录收费 {$total}
charges-offer = 作为报价
charges-offer-total = 给客户报价 {$total}
charges-record-short = 记录
charges-offer-short = 报价
charges-before-work = 尚未开始作业
charges-before-work-more = 填写预计的项目，作为报价给客户；客户签字接受后再开始作业。
charges-recorded-title = 已记录的收费
charges-recorded = 已记录
charges-quote-title = 报价
charges-quote-unsigned = 客户尚未签字
charges-quote-signed = {$name}已于 {$at} 签字接受
charges-quote-refused = 客户拒绝：{$reason}
charges-quote-absent = 无人签字：{$reason}
charges-quote-sign = 请客户签字
charges-differs = 下面填写的合计为 {$total}，尚未记录。
charges-correct = 更正
charges-save-correction = 保存更正
charges-withdraw = 撤回
charges-withdraw-title = 撤回
charges-withdraw-means = 撤回后不再计入，记录和原因仍可查看。
charges-signed = 客户已签字
charges-signed-more = 收费以签字时为准，仍可记录收款。
charges-none-signed = 没有记录收费。

charges-payment = 收款
charges-payment-note = 记录收款
charges-payment-another = 再记一笔收款
charges-payment-save = 保存收款
charges-payment-correct = 更正收款
charges-payment-withdraw = 撤回这笔收款
charges-payment-before = 先记录收费，这里会显示应付金额。
charges-to-pay = 应付
charges-paid = 已付
charges-due = 未付
charges-method = 方式
charges-method-missing = 请选择收款方式。
charges-method-cash = 现金
charges-method-transfer = 转账
charges-method-link = 支付链接
charges-method-card = 刷卡
charges-method-invoice = 开票后付
charges-method-other = 其他
charges-method-unknown = 收款
charges-amount-taken = 金额
charges-amount-promised = 开票金额
charges-reference = 凭证号
charges-reference-hint = 收据、转账或交易编号。
charges-invoice-title = 发票抬头
charges-tax-number = 税号
