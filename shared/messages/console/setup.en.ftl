# The setup: company, kinds of work, promises, prices, questionnaires.
setup-chapter-company = The company
setup-chapter-work = Work
setup-chapter-promises = Promises
setup-chapter-money = Prices
setup-chapter-customers = Customers
setup-company = Company
setup-company-teach = Name, languages, currency and tax, what phones hold, what stands on reports.
setup-calendars = Calendars
setup-calendars-teach = Hours of work, holidays and make-up workdays; promises run in them.
setup-order-kinds = Kinds of orders
setup-order-kinds-teach = Each pair of kind and mode has its stages with owner and limit, and what an order must hold.
setup-fields = Own fields
setup-fields-teach = Fields that the company asks for beside those that every record has.
setup-fault-codes = Fault codes
setup-fault-codes-teach = Faults, causes and remedies by model; what engineers find is counted by them.
setup-maintenance-plans = Maintenance plans
setup-maintenance-plans-teach = Recurring promises that become work orders by themselves.
setup-service-levels = Service levels
setup-service-levels-teach = What is promised by priority and channel: response, arrival, resolution.
setup-contracts = Contracts
setup-contracts-teach = What a customer has bought for the future, and what it covers.
setup-warranties = Warranties
setup-warranties-teach = What the maker or seller promised with a model.
setup-service-items = Service items
setup-service-items-teach = Work with a name; its price stands in the price lists.
setup-price-lists = Price lists
setup-price-lists-teach = What costs what, from when to when, in one currency.
setup-questionnaires = Questionnaires
setup-questionnaires-teach = What customers are asked after a visit.
setup-what-it-is = What it is
setup-none = No entries yet: { $what }
setup-choose = Choose one on the left
setup-not-there = It is not there
setup-not-there-more = It was taken away, or it is something that you may not see.
setup-new = New
setup-make = Create
setup-copy = Copy
setup-next-version = New version
setup-filter = Filter
setup-retired-mark = aside
setup-show-retired = Show { $count } more: older versions, and no longer offered
setup-not-whole = The newest { $count } are shown; there are more.
setup-saved = Saved: { $what }
setup-throw-away = Discard
setup-thrown-away = What was typed was discarded
setup-marked = Something is not right yet; it is marked above.
setup-may-not-change = your role may read this and not change it
setup-changed-meanwhile = Somebody else changed this meanwhile
setup-changed-meanwhile-more = What you typed is still here. Saving brings both together, and asks where both changed the same.
setup-both = Two values for the same field
setup-both-more = Somebody else saved while you were typing. Choose one for each, then save.
setup-yours = Yours
setup-theirs = Saved by somebody else
setup-keep-yours = Keep yours
setup-take-theirs = Take theirs
setup-entries = { $count ->
    [one] one entry
   *[other] { $count } entries
}
setup-yes = Yes
setup-no = No
setup-version-never-changes = Versions never change, so that old reports stay true. Write a new version instead.
setup-versions = Versions
setup-version-in-force = In force
setup-version-coming = Not yet
setup-version-followed = Followed
setup-version-ended = Ended
setup-version-retired = No longer offered
setup-version-changes = What changes from version { $n }
setup-version-same = The same as the version before
setup-version-same-more = Write what changes, and from which day it counts.
setup-how-long-it-counts = How long it counts
setup-ends-earlier = An end may be written or brought forward; to go on longer it needs a new version.
setup-promised-from = What was promised before stays promised.
setup-rate-step = steps of { $count } min
setup-rate-least = at least { $count } min
setup-is-used = The company works with this one; each version counts from its first day on.
setup-other-is-used = The company works with another one.
setup-use-this = Use this version
setup-now-used = This version is used from now on
setup-kinds-name-another = { $count ->
    [one] One kind of work order names another questionnaire
   *[other] { $count } kinds of work order name another questionnaire
}
setup-kinds-name-another-more = They go on asking what they name, whatever the company uses:
setup-nothing-chosen = None
setup-add-one = Add: { $what }
setup-search-and-add = Search and add
setup-and-more = { $count } more
setup-take-out = Take out { $what }
setup-move-up = Move { $n } up
setup-move-down = Move { $n } down
setup-lines-hint = Type and press Enter
setup-no-number = This is not a number.
setup-in-chinese = { $what }, Chinese
setup-in-english = { $what }, English
setup-all-where-none = All where none is chosen.
setup-minutes = min
setup-days-unit = days
setup-hours-unit = h
setup-months-unit = months
setup-pixels-unit = px
setup-megabytes-unit = MB
setup-percent = %
setup-name = Name
setup-number = Number
setup-code = Code
setup-description = Description
setup-remarks = Remarks
setup-version = Version
setup-version-n = version { $n }
setup-kind = Kind
setup-mode = Mode
setup-priority = Priority
setup-channel = Channel
setup-model = Model
setup-models = Models
setup-every-model = Every model
setup-all-models = all models
setup-sort = Place in lists
setup-unit = Unit
setup-unit-hint = pcs, h, km
setup-date = Date
setup-zone = Time zone
setup-currency = Currency
setup-currency-hint = Three letters: CNY, EUR
setup-tax = Tax
setup-own-tax = Own tax
setup-customer = Customer
setup-contract = Contract
setup-organisation = Organisation
setup-sites = Sites
setup-devices = Devices
setup-procedure = Procedure
setup-calendar = Calendar
setup-service-level = Service level
setup-price-list = Price list
setup-questionnaire = Questionnaire
setup-valid-from = Valid from
setup-valid-until = Valid until
setup-from-day = from { $day }
setup-until = until { $day }
setup-target-minutes = Target time
setup-skills = Skills needed
setup-skills-hint = What its engineer must hold; chosen by name, or typed as a code.
setup-retired = No longer offered
setup-retired-hint = It is not chosen any more; where it stands already it is still read.
setup-whether-offered = Whether it is offered
setup-language-zh = Chinese
setup-language-en = English

setup-company-name = Name of the company
setup-address = Address
setup-phone = Telephone
setup-email = E-mail
setup-tax-number = Tax number
setup-public-url = Public address of this server
setup-public-url-hint = Device codes, report links and enrolment begin with it.
setup-languages-and-money = Languages, time and money
setup-languages = Languages
setup-default-language = First language
setup-tax-name = Name of the tax
setup-works-with = What the company works with
setup-reports = Reports
setup-report-accent = Colour of reports
setup-report-accent-hint = As #0A5A60; empty takes the template's own.
setup-report-footer = Below every report
setup-signature-notice = Beside every signature
setup-phones = What phones hold and send
setup-scope-ahead = Jobs ahead
setup-scope-back = Jobs back
setup-history = History of devices
setup-silent = Silent after
setup-silent-hint = A field device that has not synced for so long is shown.
setup-photo-side = Photos, longer side
setup-photo-quality = Photos, quality
setup-photo-quality-hint = 1 to 100
setup-photo-max = One file at most
setup-photo-original = Keep the original as well
setup-follow-way = The way may be followed between setting out and arrival
setup-follow-way-hint = Each engineer must agree as well.
setup-way-expiry = Points of the way expire after
setup-zones-of-organisations = Zones and hours of organisations
setup-as-company = as the company: { $what }

setup-week = Week
setup-hours = Hours
setup-hours-of = Hours of { $day }
setup-hours-hint = As 9-12, 13:30-18; empty is closed.
setup-hours-wrong = Write hours as 9-12, 13:30-18.
setup-closed = closed
setup-fill-down = Give the hours of { $day } to the days below
setup-days = Holidays and other days
setup-days-hint = Days that are not like their weekday.
setup-add-day = Add a day
setup-day-kind = What kind of day
setup-day-holiday = holiday
setup-day-make-up = make-up workday
setup-day-special = other hours

setup-count-stages = { $count ->
    [one] one stage
   *[other] { $count } stages
}
setup-stages = Stages
setup-stages-hint = Who owns an order at each stage, how long it may take in business time, and whom to tell then.
setup-stages-line = Stages in their order
setup-stages-total = { $time } of business time altogether
setup-add-stage = Add a stage
setup-stage = Stage
setup-stage-owner = Owner
setup-stage-limit = Limit
setup-stage-escalate = Then tell
setup-no-limit = no limit
setup-defaults = What goes with it
setup-default-procedure = Procedure
setup-default-procedure-hint = Taken where none serves the device's model.
setup-required-fields = Must be filled
setup-required-fields-hint = Before an order of this kind is dispatched, and before its visit is finished.
setup-order-title = title
setup-order-description = description
setup-order-window = time window
setup-order-reference = the customer's reference
setup-counts-in = Counts in these figures
setup-figure-first-response = First response
setup-figure-arrival = Arrival
setup-figure-handling-time = Order handling time
setup-figure-stage-time = Time in stages
setup-figure-repair-time = Repair time
setup-figure-travel-time = Travel time
setup-figure-time-to-restore = Time to restore
setup-figure-first-time-fix = First-time fix
setup-figure-first-contact-resolution = First-contact resolution
setup-figure-problem-resolution = Problem resolution
setup-figure-service-level = Service level
setup-figure-maintenance-compliance = Maintenance compliance
setup-figure-utilisation = Utilisation
setup-figure-satisfaction = Satisfaction
setup-figure-recommendation = Recommendation
setup-figure-effort = Effort
setup-figure-part-consumption = Part consumption
setup-figure-failure-causes = Failure causes
setup-figure-repeat-failures = Repeat failures

setup-label = What it is called
setup-extends = Stands on
setup-field-kind = What is filled in
setup-field-number = number
setup-field-yes-no = yes or no
setup-field-date = date
setup-field-choice = one of a list
setup-field-choices = several of a list
setup-field-other = other
setup-hint = Hint
setup-required = required
setup-is-required = Required
setup-is-required-hint = What it stands on cannot be saved without it.
setup-is-searched = Found by search
setup-values = What may stand in it
setup-chars-max = Letters at most
setup-low = From
setup-high = To
setup-choices = Choices
setup-add-choice = Add a choice
setup-choice-value = Value
setup-choice-label = What people read
setup-where-shown = Where it is shown
setup-order-kinds-shown = On orders of these kinds
setup-field-retired-hint = It is asked for no longer; what was filled in stays.

setup-fault-kind = What it says
setup-fault-fault = faults
setup-fault-cause = causes
setup-fault-remedy = remedies
setup-fault-group = Listed under
setup-fault-group-hint = The code of the group, where lists are long.
setup-goes-with = Goes with
setup-goes-with-hint = A cause: codes of faults it is usual for. A remedy: codes of causes. Any where empty.
setup-goes-anywhere = goes with any
setup-tree = Tree
setup-tree-hint = As an engineer goes down it: what is wrong, why, what helps.

setup-item-kind = Kind of work
setup-item-inspection = inspection
setup-item-training = training
setup-order-kinds-for = Offered on orders of these kinds
setup-tax-included = Prices hold the tax already
setup-time-and-way = Time and travel
setup-hours-rates = What an hour costs
setup-per-hour = Per hour
setup-step-minutes = Charged in steps of
setup-minutes-min = At least
setup-not-charged = not charged
setup-per-km = Per kilometre
setup-call-out = Call-out
setup-prices-of-items = Prices of service items
setup-prices-of-items-hint = What has no price here is not offered by this list.
setup-prices-of-parts = Prices of parts
setup-prices-of-parts-hint = Where nothing is said here, the part's own price counts.
setup-price-of = Price of { $what }
setup-no-prices = No prices here yet
setup-signed-on = Signed on
setup-price = Price
setup-visits-per-year = Visits a year
setup-for-what = What it is for
setup-contract-all = All devices and sites of the customer where both are empty.
setup-cover = What is covered
setup-cover-labour = Labour
setup-cover-travel = Travel
setup-cover-items = Service items
setup-cover-parts = Parts
setup-parts-none = none
setup-parts-all = all
setup-parts-listed = only the listed
setup-parts-all-but-listed = all but the listed
setup-listed-parts = Listed parts
setup-cover-kinds = Kinds of work
setup-excluded-causes = Causes that are not covered
setup-excluded-causes-hint = Codes of causes: misuse, lightning.
setup-promises = What goes with it
setup-terms = Terms
setup-how-it-goes = How it goes
setup-suspended = Suspended
setup-suspended-hint = It covers nothing until it goes on.
setup-suspended-mark = suspended
setup-maker = Maker
setup-starts = Counts from
setup-starts-made = the day it was made
setup-starts-bought = the day it was bought
setup-starts-installed = the day it was installed
setup-starts-accepted = the day it was accepted
setup-how-long = How long
setup-months = { $count ->
    [one] one month
   *[other] { $count } months
}
setup-warranty-models-hint = It comes with these; only by name on the device where none is given.
setup-paid-by = Who pays the company
setup-paid-by-hint = The maker, where that is another.

setup-count-targets = { $count ->
    [one] one promise
   *[other] { $count } promises
}
setup-targets = Promises
setup-targets-hint = The most particular one that fits is taken: priority and channel, then priority, then channel, then any.
setup-add-target = Add a promise
setup-first-response = First response
setup-resolution = Resolution
setup-arrival = Arrival
setup-channel-phone = telephone
setup-channel-customer-page = customer page
setup-channel-messenger = messenger
setup-channel-email = e-mail
setup-channel-console = console
setup-channel-api = API
setup-channel-field = field

setup-count-questions = { $count ->
    [one] one question
   *[other] { $count } questions
}
setup-questions = Questions
setup-questions-hint = A question that means the same keeps its place in the figures from version to version.
setup-add-question = Add a question
setup-question = Question
setup-question-kind = Answered by
setup-question-satisfaction = satisfaction, 1 to 5
setup-question-recommendation = recommendation, 0 to 10
setup-question-effort = effort, 1 to 7
setup-question-required = Must be answered
setup-about = About
setup-about-overall = overall
setup-about-process = the process
setup-about-result = the result
setup-about-response = the response
setup-about-price = the price
setup-introduction = Introduction
setup-thanks = Thanks
setup-link-days = Link is good for
setup-preview = As the customer sees it
setup-no-questions = No questions yet
setup-end-dissatisfied = Very dissatisfied
setup-end-satisfied = Very satisfied
setup-end-unlikely = Not at all likely
setup-end-likely = Extremely likely
setup-end-no-effort = Hardly any
setup-end-much-effort = Very much

setup-count-devices = { $count ->
    [one] one device
   *[other] { $count } devices
}
setup-when = When it comes due
setup-no-schedule = Choose at least one way below.
setup-fixed = At fixed dates
setup-fixed-hint = From the planned date, whatever was done when.
setup-floating = After completion
setup-floating-hint = So long after the last one was done.
setup-metered = By a meter
setup-metered-hint = After so much since the last one was done.
setup-meter = Meter
setup-meter-hint = Chosen by name, or typed as its key on the device: hours, copies.
setup-every = Every
setup-interval = Unit of time
setup-interval-day = days
setup-interval-week = weeks
setup-interval-month = months
setup-interval-year = years
setup-first-on = The first on
setup-starts-at = Starts
setup-rule-until = Ends on
setup-weekdays = Weekdays
setup-weekday = Weekday
setup-which-day = Which day
setup-which-of-them = Which of them
setup-as-start = As the start
setup-day-of-month = Day of the month
setup-weekday-of-month = Weekday of the month
setup-last = the last
setup-last-day = the last day
setup-the-last = the last { $day }
setup-rule = Rule (RFC 5545)
setup-by-rule = by the rule { $rule }
setup-in-months = in { $months }
setup-on-days = on { $days }
setup-or-earlier = , or{ " " }
setup-each-meter = every { $every } of { $meter }
setup-lead-days = Order is made before
setup-lead-days-hint = So long before it is due.
setup-window-before = In time from, before
setup-window-after = In time until, after
setup-catch-up = Dates that passed
setup-catch-up-latest = only the last becomes an order
setup-catch-up-every = each becomes an order
setup-the-order = The order that comes of it
setup-plan-parts = Parts it will want
setup-plan-parts-hint = The engineer is told to take them.
setup-quantity-of = Quantity of { $what }
setup-plan-paused = Paused
setup-plan-paused-hint = No orders are made until it goes on.
setup-paused-mark = paused

setup-after-each =
    { $unit ->
        [day] { $count ->
            [one] a day after completion
           *[other] { $count } days after completion
        }
        [week] { $count ->
            [one] a week after completion
           *[other] { $count } weeks after completion
        }
        [year] { $count ->
            [one] a year after completion
           *[other] { $count } years after completion
        }
       *[month] { $count ->
            [one] a month after completion
           *[other] { $count } months after completion
        }
    }
setup-each-days = { $count ->
    [one] every day
   *[other] every { $count } days
}
setup-each-weeks = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
setup-each-months = { $count ->
    [one] every month
   *[other] every { $count } months
}
setup-each-years = { $count ->
    [one] every year
   *[other] every { $count } years
}
setup-times = { $count ->
    [one] once
   *[other] { $count } times
}
setup-nth = { $n ->
    [1] the first
    [2] the second
    [3] the third
   *[other] the fourth
}
setup-the-nth = { $n ->
    [1] the first { $day }
    [2] the second { $day }
    [3] the third { $day }
    [4] the fourth { $day }
    [5] the fifth { $day }
   *[other] { $day } number { $n }
}
setup-nth-day = day { $n }
setup-chapter-connected = Data and connections
setup-due = What comes due
setup-due-teach = Maintenance by its plans: what is late, what comes, and the orders that are made of it.
setup-tokens = Access tokens
setup-tokens-teach = With these other programs ask this server: each as one user, and only for what it needs.
setup-webhooks = Webhooks
setup-webhooks-teach = Whom this server tells what happens, as it happens.
setup-import = Import
setup-import-teach = Customers, devices, parts and more from a table; tried before it is taken.
setup-export = Export
setup-export-teach = Lists as tables for a spreadsheet.
setup-planning = Planning and limits
setup-called = What codes are called
setup-called-skills = Skills
setup-called-skills-hint = Orders, procedures and plans name skills by their codes; people read the name.
setup-called-meters = Meters
setup-called-meters-hint = Procedures and plans name a device’s meter by its key; people read the name.
setup-add-meter = Add a meter
setup-unassigned = Unassigned is shown after
setup-unassigned-hint = An order that nobody was given for so long stands in attention.
setup-unaccepted = Not accepted is shown after
setup-unaccepted-hint = An assignment that was not accepted for so long stands in attention.
setup-not-set-out = Not set out is shown after
setup-not-set-out-hint = Counted from the beginning of the visit's window; 0 is at once.
setup-job-minutes = A job takes
setup-job-minutes-hint = Where neither procedure nor plan says how long.
setup-travel-speed = Speed on the way
setup-travel-speed-hint = Over the distance as the crow flies; for proposing who goes.
setup-speed-unit = km/h
setup-copied = Copied
setup-copy-it = Copy
setup-kept = I have kept it
setup-state = State
setup-token-new = New token
setup-token-who = Whose it is
setup-token-name = Name
setup-token-name-hint = The program that uses it, such as: ERP, night report
setup-token-name-missing = Name what it is for.
setup-token-user = Acts as
setup-token-user-hint = It may do what this user may do, and of that only what is opened below. When the user is shut out, it ends.
setup-token-user-missing = Choose as whom it acts.
setup-token-until = Works until
setup-token-until-hint = At most three years; a year where nothing is said.
setup-token-scopes = What it may do
setup-token-scopes-hint = Open only what the program needs. Whoever writes may read as well.
setup-token-scopes-missing = Open at least one thing.
setup-token-make = Create token
setup-token-used = Last used
setup-token-never = never
setup-token-expires = Until
setup-token-made = Created
setup-token-end = End
setup-token-valid = works
setup-token-ending = ends soon
setup-token-expired = expired
setup-token-revoked = revoked
setup-token-dead = does not work: its user is shut out, or the server was restored
setup-token-revoke = Revoke
setup-token-revoke-title = Revoke “{ $name }”?
setup-token-revoke-means = The program that uses it, as { $user }, is refused from this moment on. It cannot be taken back: a new token has to be made and entered there.
setup-token-revoke-used = Last used: { $when }.
setup-token-revoke-unused = It was never used.
setup-token-once = Token for “{ $name }”
setup-token-once-more = It is shown this once and kept nowhere. Copy it into the program now; send it as Authorization: Bearer.
setup-tokens-none = No tokens yet
setup-tokens-none-more = A token lets another program read or write here without a password: an ERP, a report, a data warehouse.
setup-scope-between = { ", " }
setup-scope-also-writes = { $what } (writes)
setup-scope-no = No
setup-scope-yes = Yes
setup-scope-read = Read
setup-scope-write = Read and write
setup-scope-read-all = Open everything for reading
setup-scope-orders = Work orders
setup-scope-orders-read = Read: orders, the schedule, maintenance that comes due
setup-scope-orders-write = Write: make, assign, move and cancel orders
setup-scope-requests = Service requests
setup-scope-requests-read = Read: what was asked for, and what became of it
setup-scope-requests-write = Write: bring in requests and answer them
setup-scope-visits = Visits
setup-scope-visits-read = Read: visits with answers, parts, times and photos
setup-scope-visits-write = Write: remarks, review and the next step
setup-scope-devices = Devices
setup-scope-devices-read = Read: devices, their history, codes and labels
setup-scope-devices-write = Write: add and change devices, bind codes
setup-scope-stock = Stock
setup-scope-stock-read = Read: parts, tools, locations, balances, movements, part requests
setup-scope-stock-write = Write: catalogue, movements, part requests
setup-scope-records = Office records
setup-scope-records-read = Read: customers, sites, contacts, contracts, procedures, articles, prices
setup-scope-records-write = Write: the same, but neither people nor the company's settings
setup-scope-attention = Attention
setup-scope-attention-read = Read: what somebody must decide
setup-scope-attention-write = Write: decide it
setup-scope-reports = Reports
setup-scope-reports-read = Read: service reports as PDF
setup-scope-users = Users
setup-scope-users-read = Read: who there is, with roles and skills
setup-scope-field-devices = Field devices
setup-scope-field-devices-read = Read: who carries which, and when it last synced
setup-scope-search = Search
setup-scope-search-read = Read: find things by words, and their names
setup-scope-audit = Audit log
setup-scope-audit-read = Read: who did what, and when
setup-scope-events = Live changes
setup-scope-events-read = Read: the stream of what changed
setup-scope-import = Import
setup-scope-import-write = Take over tables, but neither users nor organisations
setup-webhook-new = New webhook
setup-webhooks-none = Nobody is told yet
setup-webhooks-none-more = A webhook tells another program at once: a new order, a signed visit. It need not ask again and again.
setup-webhook-what = Whom it tells, and what
setup-webhook-name = Name
setup-webhook-name-hint = The program that listens, such as: ERP
setup-webhook-name-missing = Name who listens.
setup-webhook-url = Address
setup-webhook-url-hint = Begins with https:// and can be reached from the Internet
setup-webhook-url-missing = Say where to send it.
setup-webhook-events = Tells of
setup-webhook-events-missing = Choose at least one.
setup-webhook-enabled = Sends
setup-webhook-enabled-hint = While it is off nothing new is collected for it.
setup-webhook-make = Create webhook
setup-webhook-on = works
setup-webhook-off = Off
setup-webhook-failing = nothing was taken since { $when }
setup-webhook-disabled-failing = shut off: nothing was taken for five days
setup-webhook-disabled-gone = shut off: the receiver said that it is gone (410)
setup-webhook-disabled-waiting = shut off: too many messages waited
setup-webhook-disabled-other = shut off by the server
setup-webhook-disabled-more = When the receiver works again, switch “Sends” on and save: what waits goes out then.
setup-webhook-test = Send a test
setup-webhook-rotate = New secret
setup-webhook-remove = Remove
setup-webhook-once = The secret of this webhook
setup-webhook-once-more = It is shown this once. The receiver checks with it that a message is from here (Standard Webhooks). Copy it there now.
setup-webhook-old-until = The secret before this one signs too until { $when }
setup-webhook-remove-title = Remove “{ $name }”?
setup-webhook-remove-means = Nothing is sent there any more. Its messages of the last thirty days go with it, and so does what still waits. It cannot be undone.
setup-rotate-title = Draw a new secret?
setup-rotate-means = The new secret is shown once. Messages are signed with both while the old one goes on, so that the receiver can change over without losing any.
setup-rotate-keep = The old one goes on for
setup-rotate-day = a day
setup-rotate-three-days = three days
setup-rotate-week = a week
setup-rotate-at-once = not at all
setup-rotate-at-once-means = For when it has become known to somebody: until the receiver has the new one, it refuses what is sent.
setup-events-all = everything
setup-event-request-received = a request came in
setup-event-request-moved = a request changed its state
setup-event-order-made = an order was made
setup-event-order-moved = an order changed its state
setup-event-visit-made = a visit was planned
setup-event-visit-moved = a visit changed its state
setup-event-visit-signed = a visit was signed
setup-event-part-request = a part request changed
setup-event-device = a device changed
setup-event-attention-opened = something must be decided
setup-event-attention-decided = it was decided
setup-event-test = test
setup-deliveries = Messages
setup-deliveries-all = All
setup-deliveries-none = No messages yet
setup-deliveries-none-such = No such messages
setup-deliveries-none-more = Messages of the last thirty days stand here with what became of each. “Send a test” makes one.
setup-delivery-waiting = Waiting
setup-delivery-delivered = Taken
setup-delivery-given-up = Given up
setup-delivery-held = held
setup-delivery-held-more = The server was restored since: it may have sent this before. Send it again where the receiver lacks it.
setup-delivery-other = unknown
setup-delivery-next = next { $when }
setup-delivery-answered = answered { $status }
setup-delivery-timeout = no answer in time
setup-delivery-no-connection = no connection
setup-delivery-broken-off = the connection broke off
setup-delivery-not-public = the address is not on the Internet
setup-delivery-no-address = the name of the server was not found
setup-delivery-failed = did not work
setup-delivery-id = webhook-id
setup-delivery-last = Last attempt
setup-delivery-again = Send again
setup-delivery-again-means = With the same identity: the receiver sees that it is the same message.
setup-import-kind = What
setup-import-choose = Choose
setup-import-order = In this order, where you begin with nothing: each can name what comes before it.
setup-import-file = File
setup-import-drop = Choose a file, or drop it here
setup-import-sizes = CSV (UTF-8 or GB18030) or XLSX, first sheet; at most { $max } and { $rows } rows. More: several files, or at the server's command line.
setup-import-how = The first row names the columns, in any order, as the table to fill in or an export of the server has them. A column that is missing leaves its field alone; an empty cell clears it. The same file twice changes nothing.
setup-import-template = A table to fill in, with an example row to replace:
setup-import-kind-first = Choose what it is; then it is tried.
setup-import-trying = The file is tried; nothing is changed by that.
setup-import-too-large = The file has { $size }; at most { $max } are taken.
setup-import-unreadable = The file cannot be read. Is it still open elsewhere?
setup-import-taken = Taken over
setup-import-taken-more = { $created } new, { $changed } changed, { $unchanged } as they were.
setup-import-mistakes-more = Nothing is taken while there is one. Mend them in the file, then choose it again.
setup-import-nothing = Nothing to take over
setup-import-nothing-more = Everything in the file is already so.
setup-import-again = Try again
setup-import-sure = Take over: { $what }?
setup-import-sure-more = { $created } are made and { $changed } are changed; { $unchanged } stay as they are.
setup-import-no-undo = It cannot be undone as a whole. What is changed keeps its history.
setup-import-mistake = mistake
setup-import-created = would be new
setup-import-changed = would change
setup-import-unchanged = as it is
setup-import-was-created = new
setup-import-was-changed = changed
setup-import-all-lines = All lines
setup-import-line = Line
setup-import-place = Place
setup-import-whole-file = file
setup-import-effect = What becomes of it
setup-import-column = Column
setup-import-problem = What is wrong
setup-import-text = What stands there
setup-import-download = As CSV
setup-import-organisations = Organisations
setup-import-organisations-means = The company, its branches and contractors; each by its number.
setup-import-users = Users
setup-import-users-means = People with roles and skills; each by the login. Passwords are not in the table.
setup-import-customers = Customers
setup-import-customers-means = Who pays; each by the number.
setup-import-sites = Sites
setup-import-sites-means = Where devices stand; each by its number, with the number of its customer.
setup-import-contacts = Contacts
setup-import-contacts-means = Whom to call; each by a key of your own, with the number of the customer.
setup-import-devices = Devices
setup-import-devices-means = Machines at customers; each by its number, with customer and site.
setup-import-parts = Parts
setup-import-parts-means = The catalogue; each by its number.
setup-import-locations = Stock locations
setup-import-locations-means = Warehouses and vans; each by its number.
setup-import-stock = Stock
setup-import-stock-means = What lies where at the beginning; booked as movements.
setup-import-procedures = Procedures (JSON)
setup-import-procedures-means = A list of procedures as JSON, as the server's command line exports them.
setup-import-orders = Work orders
setup-import-orders-means = Orders from another system; each by its number.
setup-export-orders = Work orders
setup-export-orders-more = Number, state, kind, customer, device
setup-export-requests = Service requests
setup-export-requests-more = Number, state, channel, when, who, in their words
setup-export-visits = Visits
setup-export-visits-more = Order, state, place, lead and helpers
setup-export-devices = Devices
setup-export-devices-more = Number, serial, model, customer, place, codes
setup-export-balances = Stock balances
setup-export-balances-more = Location, part, condition, serial or lot, quantity
setup-export-movements = Stock movements
setup-export-movements-more = When, why, what, how much, from where to where
setup-export-max = At most { $rows } rows, and only what you may see; a longer table says in its file name that it is the beginning. Tables that an import takes are written at the server's command line.
setup-due-only-late = Late
setup-due-past = The last 60 days
setup-due-month = Last 7 and next 30 days
setup-due-two = The next 60 days
setup-due-span = When
setup-due-day = Due
setup-due-plan = Plan
setup-due-window = In time from – to
setup-due-work-order = Order
setup-due-why = Why
setup-due-fixed = by the calendar
setup-due-floating = after the last one
setup-due-metered = by the meter
setup-due-predicted = reckoned
setup-due-order = has an order
setup-due-order-late = order is late
setup-due-late = late, no order
setup-due-now = due, no order
setup-due-planned = comes
setup-due-none = Nothing comes due
setup-due-none-more = In this time no plan wants anything. Choose another time, or look at the plans.
setup-run = Orders to be made now
setup-run-more = The server makes them by itself, ahead by each plan's lead time. Look first which it would make now.
setup-run-try = Show what would be made
setup-run-none = None: everything that is due has its order.
setup-run-due = due { $day }
setup-run-more-later = These are not all: one run makes at most 200. Run it again for the rest.
setup-delivery-attempts = { $count ->
    [0] not tried yet
    [1] tried once
   *[other] tried { $count } times
}
setup-import-mistakes-title = { $count ->
    [one] One mistake
   *[other] { $count } mistakes
}
setup-import-take = { $count ->
    [one] Take over one line
   *[other] Take over { $count } lines
}
setup-run-make = { $count ->
    [one] Make this order
   *[other] Make { $count } orders
}
setup-run-would = { $count ->
    [one] One order would be made.
   *[other] { $count } orders would be made.
}
setup-run-made = { $count ->
    [one] One order was made.
   *[other] { $count } orders were made.
}
setup-run-refused = { $count ->
    [one] One could not be made
   *[other] { $count } could not be made
}
setup-paper = Paper
setup-paper-teach = The logo and the company's own pages for reports, quotes and handovers.
setup-paper-signed-stays = What was signed before stays what it was: a signed report is a file and is never made again. Field devices get logo and pages with their next sync.
setup-logo = Logo
setup-logo-none = No logo yet: reports and labels begin with the company's name.
setup-logo-choose = Choose a logo
setup-logo-other = Another logo
setup-logo-hint = PNG or JPEG, at most { $size } and 4,000 pixels a side. It stands on labels, reports, quotes and handovers.
setup-logo-too-large = This picture is larger than { $size }.
setup-logo-take-off = Take it off
setup-logo-take-off-ask = Take the logo off?
setup-logo-take-off-means = New reports and labels are made without it. What was printed or signed keeps it.
setup-template = Pages
setup-template-ours = Reports are made with the pages that come with the program.
setup-template-own = Reports are made with the company's own pages ({ $size }).
setup-template-source = Pages of the program, to begin with
setup-template-reset = Back to the program's pages
setup-template-reset-ask = Back to the program's pages?
setup-template-reset-means = From now on reports are made with the pages of the program. Bring the company's own again to have them back.
setup-template-bring = Bring pages
setup-template-more = More files
setup-template-hint = main.typ and the pictures it shows (typ, png, jpg, svg), { $size } together. The server tries them on papers as they may come before they are taken.
setup-template-drop = Leave out { $name }
setup-template-fit = They make every kind of paper.
setup-template-keep = Use these pages
setup-template-try = Try again
setup-template-too-large = The files are too many, or larger than 4 MiB together.
setup-template-name = A file cannot be called “{ $name }”: lower case letters, digits, - and _, ending in .typ, .png, .jpg or .svg.
setup-template-no-main = There is no main.typ, with which pages begin.
setup-template-faults = The pages fail on: { $paper }
setup-template-slow = The pages take too long for a phone.
setup-template-place = { $file }, line { $line }, column { $column }
setup-template-fault-hint = What may help: { $hint }
setup-template-no-engine = This server makes no pages.
setup-sample = Sample
setup-sample-language = Language of the sample
setup-sample-both = Both
setup-sample-show = Show a sample
setup-sample-show-brought = Show with the new pages
setup-sample-open = Open by itself
setup-sample-old = Something has changed since these pages were made.
setup-sample-more = A report of an invented visit, as a customer would get it.
setup-map = Map
setup-map-teach = Where the pictures under the map come from.
setup-map-explained = Without tiles the map shows places on a net of lines. With them, only this server asks the source; browsers ask nobody else, and the address with its key is shown to nobody.
setup-map-from = Tiles
setup-map-none = None
setup-map-file = File of the server
setup-map-url = Source on the network
setup-map-file-how = A file with tiles of a region (MBTiles, png, jpg or webp) is given to the server when it starts: --map-tiles FILE.
setup-map-zooms = zoom { $from } to { $to }
setup-map-host = Tiles come from { $host }.
setup-map-url-label = Address
setup-map-url-other = Another address
setup-map-url-hint = With the marks z, x and y in braces, and with its key where it wants one.
setup-map-url-missing = Write the address of the source.
setup-map-url-marks = The address needs each of the marks z, x and y in braces once.
setup-map-zoom = Closest zoom
setup-map-zoom-hint = 1 to 22; beyond it the closest pictures are enlarged.
setup-map-attribution = Whose map it is
setup-map-attribution-hint = As the licence of the map wants it said; it stands on the map.
setup-map-datum = Coordinates of the map
setup-map-wgs84 = WGS-84 (most maps)
setup-map-gcj02 = GCJ-02 (maps of mainland China)
setup-map-datum-hint = Places are kept in WGS-84. Over a map in GCJ-02 they are moved as the map is, so that they stand where they are.
setup-map-save = Save
setup-map-kept = { $size } of tiles are kept.
setup-map-test = Try the source
setup-map-test-fine = The source answers with a picture.
setup-map-test-failed = The source gives no tile.
setup-map-last-failed = A tile could not be had, { $when }
setup-map-failed-timeout = It takes longer than ten seconds.
setup-map-failed-no-connection = There is no connection to it. Is the address right, and may this server reach the Internet?
setup-map-failed-not-public = It is in a private network, which sources may not reach unless the server is started with --map-may-reach-private-networks.
setup-map-failed-refused = It refuses. Is the key right, and valid for this server?
setup-map-failed-answered = It answers otherwise than with a picture; redirections are not followed.
setup-map-failed-no-picture = What it gives is no picture of a tile (png, jpg, webp, at most 1 MiB).
setup-map-failed-not-there = It has no tile at the place that was tried.
setup-map-failed-no-file = The file of the server cannot be read.
setup-map-failed-other = The connection broke off.
setup-backups = Backups
setup-backups-teach = When the last one was made, and whether one is due.
setup-backups-none = No backup is known
setup-backups-none-more = Those that are made with the command below stand here. What is copied by other means is not known here.
setup-backup-at = Made
setup-backup-place = Where
setup-backup-size = Size
setup-backup-took = Took
setup-backup-key = Root key
setup-backup-with-key = included
setup-backup-without-key = not included
setup-backup-verified = Read again, whole
setup-backup-unverified = Not read again
setup-backup-due = The last backup was made { $away }
setup-backup-none-due = No backup was ever made
setup-backup-due-more = { $days ->
    [one] The company wants one every day at least. Until then everything since is on this machine alone.
   *[other] The company wants one every { $days } days at least. Until then everything since is on this machine alone.
}
setup-backup-fine = The last backup was made { $away }
setup-backup-fine-more = The next is due { $when }.
setup-backup-first = No backup was made yet
setup-backup-first-more = The first is due { $when }.
setup-backup-how = How a backup is made
setup-backup-how-more = At the shell of the server, while it serves: one file with everything, read again after it was written. Let a timer of the system do it every night, and keep the files on another machine.
setup-backup-how-restore = To put one back: onsite-server restore FILE. Afterwards every field device sends what the backup does not know. The company's root key is only in it with --with-root-key.
setup-backup-notice = Backup at least every
setup-backup-notice-hint = Longer without one, and administrators are told.
setup-to-backups = To the backups
setup-backup-attention = No backup for longer than the company wants
setup-backup-attention-more = If this machine is lost now, what is only on it is lost.
setup-template-on-empty = an empty visit
setup-template-on-ordinary = an ordinary visit
setup-template-on-long = a long visit
setup-template-on-quote = a quote
setup-template-on-handover = a handover of goods

# Versions: what names an older one, and moving it.
version-newer = Version { $n } is there
version-newer-followed = Version { $old } is named here. Everything new takes version { $n } already; taking it here says so.
version-newer-pinned = Version { $old } is named here and goes on being taken until this one is.
version-newer-coming = Version { $old } is named here. Version { $n } counts from { $day }.
version-newer-change = { $field }: { $old } → { $now }
version-newer-added = New step: { $step }
version-newer-removed = Step taken out: { $step }
version-newer-changed = Step changed: { $step } ({ $fields })
version-newer-moved = Step moved: { $step }
version-newer-field = Changed: { $field }
version-newer-more = and { $count } more changes
version-newer-take = Take version { $n }
version-uses = { $count ->
    [one] One place still names an older version
   *[other] { $count } places still name an older version
}
version-uses-followed = Everything new takes the version in force already. Moving them to version { $n } makes them say so.
version-uses-pinned = They go on with what they name until they are moved to version { $n }.
version-uses-names = names version { $n }
version-uses-choose = Move { $what }
version-uses-write-next = Write its next version
version-uses-cut = There are more than are shown.
version-uses-move = { $count ->
    [one] Move one to version { $n }
   *[other] Move { $count } to version { $n }
}
