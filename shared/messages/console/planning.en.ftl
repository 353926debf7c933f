# Board, timeline, map.
planning-kind = Kind
planning-every-kind = Every kind
planning-late = { $count } late
planning-which = Which orders
planning-which-all = All
planning-which-late = Late
planning-empty-columns = Empty columns too
planning-board-filter = Number, what, customer, engineer
planning-nothing-late = Nothing is late
planning-nothing-late-more = What its promise or its step has run out for stands here. Look at all to see what comes next.
planning-nothing-open = Nothing is open
planning-nothing-open-more = Orders stand here by what they wait for, from new to reviewed.
planning-board-keys = Through the cards; P plans one
planning-rest = { $count } more in the list
planning-nobody = Nobody yet
planning-stage-due = This step ends { $when }
planning-promise-due = Promised { $when }

# The timeline.
planning-timeline = Engineers by time
planning-view = View
planning-view-day = Day
planning-view-week = Week
planning-today = Today
planning-day-before = The day before
planning-day-after = The day after
planning-week-before = The week before
planning-week-after = The week after
planning-filter = Engineer, van, order, place
planning-by-team = Team
planning-every-team = Every team
planning-by-skill = Skill
planning-every-skill = Every skill
planning-by-organisation = Organisation
planning-every-organisation = Every organisation
planning-rows = { $count ->
    [one] 1 engineer
   *[other] { $count } engineers
 }
planning-rows-before = Engineers before
planning-rows-after = Engineers after
planning-rows-of = { $from }–{ $to } of { $count } engineers
planning-no-engineers = No engineers yet
planning-no-engineers-more = Users with the role engineer stand here as rows. The administrator adds them under People.
planning-too-many = There is more than can be shown. Look at a single day, or narrow it down.
planning-free = Nothing planned
planning-as-helper = as helper
planning-not-set-out = The time has come and nobody has set out
planning-has-warnings = Something speaks against it
planning-other-agreed = Another time was agreed with the customer
planning-drop-on-row = Onto an engineer's row

# An engineer's row.
planning-van = Van
planning-load = { $visits ->
    [0] free
    [one] 1 visit, { $time }
   *[other] { $visits } visits, { $time }
 }
planning-heard = synced { $when }
planning-silent-since = silent, synced { $when }
planning-sync-never = no phone in use
planning-sync-never-more = No field device of theirs has ever synced: they hear of nothing by the app.
planning-last-sync = Last sync { $when }

# What waits.
planning-waiting = To plan
planning-lacks-window = no time yet
planning-all-planned = Everything is planned
planning-all-planned-more = Orders that nobody goes for, or that have no time yet, come to stand here by their promise. Drag one onto an engineer's row.

# The order's panel.
planning-order = Order
planning-close-panel = Close the order (Escape)
planning-customer = Customer
planning-site = Place
planning-device = Device
planning-skills = Skills wanted
planning-lead = Goes
planning-window = Time
planning-no-window = No time yet
planning-at-site = At the site: { $window }
planning-what-is-asked = What is asked

# Planning by hand.
planning-by-hand = Plan by hand
planning-reassign = Give to somebody else, or move
planning-as-planned = As it stands
planning-who = Engineer
planning-choose-engineer = Choose an engineer
planning-lacks-skill = lacks a skill
planning-nobody-chosen = Choose who goes.
planning-day = Day
planning-from = From
planning-to = To
planning-no-end = Without an end it takes as long as its procedure says.
planning-zone-there = The clock is the site's: { $zone }.
planning-window-incomplete = Give the day and the start.
planning-window-backwards = The end is before the start.
planning-later-than-promised = Later than promised: { $when }.
planning-outside-asked = Outside the time that was asked for ({ $window }). Tell the customer.
planning-outside-agreed = { $window } was agreed with the customer. Agree anew.
planning-takes-from-silent = { $name } does not hear of it yet
planning-takes-since = The last sync was { $when }.
planning-takes-more = The job stays on that phone until the next sync. What is recorded there until then is kept, and stands for review; nothing is lost.
planning-gives-to-silent = The phone of { $name } last synced { $when }. The job arrives with the next sync.
planning-gives-to-never = { $name } has no phone in use and must be told in another way.
planning-reason-hint = May be left empty; it is kept with the order.
planning-reason-missing = Write why, in a few words.
planning-plan-it = Plan it
planning-plan-anew = Plan it anew
planning-under-way = Somebody is on the way or there
planning-under-way-more = It can be planned anew when the visit is over. Until then, telephone.

# What became of it.
planning-planned = { $number }: { $name }, { $when }
planning-planned-but = { $number } is planned. But:
planning-seen = Seen
planning-not-ours = { $name } works for somebody else
planning-not-ours-more = Give the order to their organisation; its own dispatcher sends them.
planning-overtaken = Somebody else changed { $number } meanwhile
planning-now = It is now
planning-yours = You wanted
planning-plan-mine = Plan it my way
planning-leave-theirs = Leave it as it is
planning-moved-at-desk = Planned anew at the desk
planning-undone = Undone

# Proposals.
planning-propose = Propose
planning-proposals = Who would be best
planning-take = Plan it
planning-score = Sum of the points
planning-for = speaks for it
planning-against = speaks against it
planning-more-reasons = { $count ->
    [one] 1 more reason
   *[other] { $count } more reasons
 }
planning-more-proposals = Show { $count } more
planning-no-proposals = There is nobody to propose
planning-no-proposals-more = Proposals are made from the engineers of the company. Add some under People.
planning-because = Because: { $reason }
planning-because-any-skill = No skill is wanted
planning-because-skill-held = Has the skill { $skill }
planning-because-skill-missing = Lacks the skill { $skill }
planning-because-skill-expired = The skill { $skill } ran out on { $day }
planning-because-travel-from-visit = { $way } km, { $time } from the visit before
planning-because-travel-from-last-place = { $way } km, { $time } from the last known place
planning-because-travel-from-base = { $way } km, { $time } from where the day starts
planning-because-travel-unknown = The way is not known
planning-because-load-of-day = { $time } planned that day
planning-because-day-free = Nothing planned that day
planning-because-gap-fits = Free at that time
planning-because-no-gap = No free time that is long enough
planning-because-in-window = Within the time wanted
planning-because-outside-window = { $time } outside the time wanted
planning-because-promise-met = Keeps the promise, { $time } to spare
planning-because-promise-missed = { $time } later than promised
planning-because-part-in-van = { $part } in the van: { $quantity }
planning-because-part-lacking = { $part } lacking in the van: { $quantity }
planning-because-was-there = { $visits ->
    [one] Was at this device once
   *[other] Was at this device { $visits } times
 }
planning-because-responsible = Responsible for the device
planning-because-same-team = Of the team
planning-because-same-organisation = Of the order's organisation
planning-because-unknown = Another reason

# Offering and giving.
planning-offer = Offer to several
planning-open-to = Offered to { $names }
planning-open-until = The first to accept gets it. Open until { $when }.
planning-open-until-taken = The first to accept gets it. Open until somebody takes it.
planning-withdraw = Withdraw the offer
planning-give = Give to a contractor
planning-give-title = Give the order to another organisation
planning-give-to = To whom
planning-give-nobody = Choose an organisation.
planning-give-reason-hint = The other side reads it. May be left empty.
planning-give-contractor-more = The contractor's dispatcher is asked whether they take it, and sends own people. They see this order and its customer, and nothing else.
planning-give-own-more = A branch is not asked: it is theirs at once.
planning-give-lead-more = Somebody is to go already. They are released at once, and their phone learns it with the next sync: whoever gets the order assigns own people.
planning-give-none = There is no other organisation
planning-give-none-more = Branches and contractors stand under People, Organisations.
planning-organisation-contractor = contractor, is asked
planning-organisation-own = own, not asked
planning-given-waiting = { $name } is asked and has not answered
planning-given-accepted = { $name } takes it
planning-given-declined = { $name } does not take it
planning-given-given = Given to { $name }
planning-given-unknown = Given to { $name }
planning-asked-at = Asked { $when }.
planning-answered-at = Answered { $when }.
planning-asked-waiting = Do you take this order?
planning-asked-accepted = You took this order
planning-asked-declined = You did not take this order
planning-asked-given = This order is yours
planning-asked-unknown = This order is yours
planning-accept-given = Take it
planning-decline-given = Do not take it
planning-give-back = Give it back
planning-decline-why = Why it is not taken

# The map.
planning-map-label = Map of open orders, engineers and routes; the list beside it says the same.
planning-map-all = Everything
planning-map-parts = What the list shows
planning-map-sites = Places
planning-map-engineers = Engineers
planning-map-routes = Routes
planning-map-late = { $count }, late
planning-map-waiting = { $count }, nobody goes
planning-map-planned = { $count } planned
planning-map-no-pin = No pin: it is not on the map
planning-map-no-sites = Nothing is open
planning-map-no-sites-more = Places with open orders come to stand here and on the map.
planning-map-stops = { $count ->
    [0] nothing today
    [one] 1 stop
   *[other] { $count } stops
 }
planning-map-last = Last known place, { $when }
planning-map-base = No place known; the day starts at the base
planning-map-unknown = No place known
planning-map-no-routes = Nobody drives today
planning-map-no-routes-more = Visits of today come to stand here in the order in which they are driven.
planning-no-webgl = This browser draws no map
planning-no-webgl-more = It has no WebGL. Everything that the map shows stands in the list.
planning-legend-site = Open orders (amber: nobody goes, red: late)
planning-legend-last = Engineer, last known place
planning-legend-base = Engineer, where the day starts
planning-legend-route = Today's route
planning-zoom-in = Closer
planning-zoom-out = Further away
planning-map-which = Which orders
planning-map-open = All open
planning-map-unassigned = To plan
