# 首次使用的提示
hints-understood = 知道了
hints-today = 一天的工作，按顺序排列
hints-today-text = 每张卡片是一个工单，大按钮总是下一步。没有信号也能用，之后会自动发送。
hints-visit = 这个工单的全部内容
hints-visit-text = 按步骤作业，故障与处理、备件、工时和照片可按任意顺序填写。完工时会列出还缺什么。
hints-step = 一次一个问题
hints-step-text = 填好后点下方按钮继续。读数超限时需写明原因或拍照。可随时离开，已输入的内容不会丢失。
hints-scan = 将码对准取景框
hints-scan-text = 会自动识别，也可从照片识别或用扫码枪。标签磨损时，请输入下方印的编号。
hints-parts = 备件从您的车上出库
hints-parts-text = 从清单选择或扫描备件。如果实际用的比账上多，照样登记，由库管员处理差异。
hints-acceptance = 请客户确认
hints-acceptance-text = 先请客户看小结，询问服务结果，再把手机交给客户签字。签字后内容不能更改，只能另附更正。
hints-sync = 这里无需操作
hints-sync-text = 记录的内容保存在本机，有信号时自动发送：先文字，后照片。这里显示还有哪些在路上。
hints-attention = 需要有人决定的事
hints-attention-text = 这里列出无法自行解决的问题：两个不同的值、未被接受的记录、超限的读数。您能决定的排在最前。
