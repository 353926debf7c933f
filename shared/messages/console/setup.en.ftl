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
setup-entries = { $count } entries
setup-yes = Yes
setup-no = No
setup-version-never-changes = Versions never change, so that old reports stay true. Write a new version instead.
setup-is-used = The company works with this version.
setup-older-is-used = The company still works with version { $n }
setup-older-is-used-more = Contracts and orders that name none take what the company works with.
setup-other-is-used = The company works with another one.
setup-use-this = Use this version
setup-now-used = This version is used from now on
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
setup-skills-hint = Codes of skills that its engineer must hold.
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

setup-count-stages = { $count } stages
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
setup-months = { $count } months
setup-warranty-models-hint = It comes with these; only by name on the device where none is given.
setup-paid-by = Who pays the company
setup-paid-by-hint = The maker, where that is another.

setup-count-targets = { $count } promises
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

setup-count-questions = { $count } questions
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

setup-count-devices = { $count } devices
setup-when = When it comes due
setup-no-schedule = Choose at least one way below.
setup-fixed = At fixed dates
setup-fixed-hint = From the planned date, whatever was done when.
setup-floating = After completion
setup-floating-hint = So long after the last one was done.
setup-metered = By a meter
setup-metered-hint = After so much since the last one was done.
setup-meter = Meter
setup-meter-hint = Its key on the device: hours, copies
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
