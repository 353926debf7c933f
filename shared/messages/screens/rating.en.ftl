# The rating: the phone goes to the customer, who answers one question after another; the engineer sees no answer.
rating-title = Rate the visit
rating-none = The company has no questionnaire yet
rating-none-more = Once the office has set one up, customers can rate here.
rating-rated = Rated by the customer at {$at}
rating-rated-more = The answers went to the company; they are not shown here.
rating-begun = A rating was not finished
rating-begun-more = Hand the phone over again and they go on where they were. Earlier answers are not shown.
rating-throw-away = Start over
rating-on-their-phone = Rate on the customer's own phone
rating-on-this-phone = Rate on this phone
rating-scan = Let the customer scan this
rating-scan-more = Only the customer's phone needs a network, this one does not. A visit is rated once, and what they say goes straight to the company.
rating-code-label = Code for the rating
rating-code-done = Done
rating-hand-over = Hand the phone to the customer
rating-hand-over-again = The customer may rate once more
rating-hand-over-more =
    { $count ->
        [one] One question. You will not see the answer; a long press gives the phone back to you.
       *[other] {$count} questions, about a minute. You will not see the answers; a long press gives the phone back to you.
    }
rating-language = Language of the questions
rating-skip = Skip
rating-do-hand-over = Hand over

rating-introduction = Please rate this visit.
rating-promise = The engineer does not see your answers
rating-no-thanks = No, thanks
rating-begin = Begin
rating-go-on = Go on
rating-question = {$number} of {$count}
rating-progress = Questions answered
rating-stop = Stop
rating-required = Please choose an answer first.
rating-leave-out = Leave out
rating-send = Send
rating-comment = In your words
rating-satisfied-5 = Very satisfied
rating-satisfied-4 = Satisfied
rating-satisfied-3 = Neither
rating-satisfied-2 = Dissatisfied
rating-satisfied-1 = Very dissatisfied
rating-recommend-0 = 0 not at all
rating-recommend-10 = 10 certainly
rating-effort-1 = 1 hardly any
rating-effort-7 = 7 very much
rating-yes = Yes
rating-no = No
rating-thanks = Thank you!
rating-left = All right, nothing was recorded
rating-give-back = Please give the phone back to the engineer.
rating-hold = Engineer: hold to take it back
rating-hold-again = Keep holding, or press once more.
