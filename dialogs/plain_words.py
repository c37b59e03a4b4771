"""What each kind of status means, and whether anything is to be done, in our own words.

Neutral: no advice, no prediction, no computed deadline. One line stands for several of the agency's titles
(`titles.csv`), so it says only what is true for every one of them. Deadlines stand on the mailed notice alone, and
where a decision goes against the case the line names the notice and where accredited help is found.
"""

from dataclasses import dataclass

from dialogs.text import Text, _, _p


@dataclass(frozen=True, slots=True)
class Meaning:
    """`plain`: what the status means. `todo`: whether anything is to be done, or where that is written."""

    plain: Text
    todo: Text

    @property
    def line(self) -> Text:
        """Both in one line."""
        # Translators: two whole sentences, one after the other; only the space between them is yours.
        return _("{plain} {todo}", plain=self.plain, todo=self.todo)

    @property
    def spoken(self) -> Text:
        """Both for the ear: addresses of the web in words."""
        return _("{plain} {todo}", plain=self.plain, todo=SPOKEN.get(self.todo.msgid, self.todo))


QUIET = _("Nothing to do unless a notice asks for it.")
ASKED = _("The notice says if there is something to do.")
STEPS = _("The notice tells the next steps.")
WHERE = _("The notice says where and when to go.")
# Translators: a date is given in a notice that comes by mail; no promise that there will be one.
DATED = _("Nothing to do now. Any new date comes by notice.")
# Translators: uscis.gov/avoid-scams is the page of the agency that says who may give legal help.
OPTIONS = _("The notice tells why and what can be done. Accredited help: uscis.gov/avoid-scams")
# Translators: there may be no notice in this case, hence "any".
ANY_NOTICE = _("Any notice of it tells why. Accredited help: uscis.gov/avoid-scams")
REPLY = _("The notice says how to reply and by when. Accredited help: uscis.gov/avoid-scams")
# Translators: uscis.gov/e-request is where people report mail that did not come.
MISSING = _("Nothing to do if it came. If not: uscis.gov/e-request")
RESEND = _("To ask for it again: uscis.gov/e-request")
ANOTHER = _("USCIS can say how to get another: uscis.gov/contactcenter")
CONTACT = _("USCIS can say what can be done: uscis.gov/contactcenter")
COURT = _("Its mail says what it needs. Accredited help: uscis.gov/avoid-scams")
REFILE = _("The notice says why, and how to file again.")
NOT_DECIDED = _("The case is not decided by this. Nothing to do unless a notice asks for it.")

# The same without an address, which nobody can write down while they listen.
_HELP = _p("voice", "The USCIS website tells where accredited legal help is found.")
SPOKEN: dict[str, Text] = {
    OPTIONS.msgid: _p("voice", "The notice tells why and what can be done. {help}", help=_HELP),
    ANY_NOTICE.msgid: _p("voice", "Any notice of it tells why. {help}", help=_HELP),
    REPLY.msgid: _p("voice", "The notice says how to reply and by when. {help}", help=_HELP),
    COURT.msgid: _p("voice", "Its mail says what it needs. {help}", help=_HELP),
    MISSING.msgid: _p("voice", "Nothing to do if it came. If it did not, the USCIS website takes reports."),
    RESEND.msgid: _p("voice", "The USCIS website takes requests to send it again."),
    ANOTHER.msgid: _p("voice", "The USCIS Contact Center can say how to get another."),
    CONTACT.msgid: _p("voice", "The USCIS Contact Center can say what can be done."),
}

MEANINGS: dict[str, Meaning] = {
    # A notice of what the agency intends
    "intent_to_deny": Meaning(_("USCIS plans to deny this case; it is not final."), REPLY),
    "intent_to_revoke": Meaning(_("USCIS plans to undo an approval; it is not final."), REPLY),
    # Appeals
    "appeal_filed": Meaning(_("An appeal asks for another look at a decision."), QUIET),
    "appeal_in_review": Meaning(_("The office that decides appeals has this case now."), QUIET),
    "appeal_approved": Meaning(_("The appeal was granted. The case goes back to the first office."), QUIET),
    "appeal_dismissed": Meaning(_("The first decision on the case stays the same."), OPTIONS),
    "appeal_returned": Meaning(_("The case went back to the office that first had it."), QUIET),
    "appeal_terminated": Meaning(_("USCIS ended the appeal."), OPTIONS),
    "appeal_withdrawn": Meaning(_("The appeal was taken back and is over."), ASKED),
    "approval_reversed": Meaning(_("A higher office undid the approval."), OPTIONS),
    "denial_affirmed": Meaning(_("A higher office kept the denial."), OPTIONS),
    # Fingerprints and photos
    "biometrics_scheduled": Meaning(_("USCIS set a date to take fingerprints, a photo or both."), WHERE),
    "biometrics_rescheduled": Meaning(_("USCIS set a new date to take fingerprints, a photo or both."), WHERE),
    "biometrics_taken": Meaning(_("The fingerprints are now part of the case."), QUIET),
    "reschedule_requested": Meaning(_("USCIS has the request to change an appointment."), DATED),
    # Cards and documents
    "document_produced": Meaning(_("A card or travel paper is being made, or is made."), QUIET),
    "duplicate_card": Meaning(_("USCIS agreed to make another card."), QUIET),
    "document_mailed": Meaning(_("A card or document was given to the mail."), MISSING),
    "document_delivered": Meaning(_("The records say that a card or document was handed over."), MISSING),
    "document_undelivered": Meaning(_("The mail could not deliver a card or document."), RESEND),
    "document_held": Meaning(_("USCIS holds a document that did not reach its owner."), RESEND),
    "document_destroyed": Meaning(_("USCIS destroyed a card or document it had back."), ANOTHER),
    "document_destroyed_letter": Meaning(_("USCIS destroyed a document and has a letter about it."), QUIET),
    "document_sent_back": Meaning(_("USCIS got a card or document back, with a letter."), QUIET),
    "document_not_returned": Meaning(_("USCIS mailed a document, and it did not come back."), MISSING),
    "notice_undelivered": Meaning(_("A notice from USCIS did not reach its address."), RESEND),
    # Evidence and letters
    "evidence_requested": Meaning(
        _("USCIS asks for more papers (evidence)."),
        _("What to send, and by when, is only on the mailed notice."),
    ),
    "evidence_received": Meaning(_("USCIS has the answer to its request for papers."), QUIET),
    "letter_received": Meaning(_("USCIS has a letter or papers for this case."), QUIET),
    # Fees
    "fee_refund": Meaning(_("USCIS decided to pay back a fee."), QUIET),
    "fee_waived": Meaning(_("USCIS does not ask for the fees in this case."), QUIET),
    "fingerprint_fee": Meaning(_("USCIS has the fee for fingerprints."), ASKED),
    "fee_not_accepted": Meaning(_("USCIS did not accept a fee that was sent again."), ASKED),
    # Work that rests
    "on_hold": Meaning(_("USCIS has put work on this case on hold."), QUIET),
    "hold_ended": Meaning(_("The hold because of a lawsuit is over."), QUIET),
    "litigation_notice": Meaning(_("USCIS mailed a notice about a lawsuit."), ASKED),
    # Under way
    "received": Meaning(_("USCIS has this case."), STEPS),
    "received_fee_waived": Meaning(_("USCIS has this case and does not ask for the fees."), STEPS),
    "known_employer": Meaning(_("USCIS has this case, filed in a trial program for known employers."), QUIET),
    "in_review": Meaning(_("USCIS has this case and has not decided it yet."), QUIET),
    "reopened": Meaning(_("USCIS opened this case again."), QUIET),
    "at_local_office": Meaning(_("A local USCIS office has this case, not decided yet."), QUIET),
    "transferred": Meaning(_("Another office has this case now."), QUIET),
    "transferred_interview": Meaning(_("Another office has this case now, to set an interview."), QUIET),
    "sent_to_state": Meaning(_("USCIS sent this case to the department that handles visas."), QUIET),
    "sent_by_state": Meaning(_("The Department of State asks USCIS to look at this case."), QUIET),
    # Translators: EOIR is the Executive Office for Immigration Review, the immigration courts.
    "sent_to_eoir": Meaning(
        _("EOIR, the office of the immigration courts, gets this case."),
        COURT,
    ),
    "notice_mailed": Meaning(_("USCIS mailed a notice about this case."), ASKED),
    "details_updated": Meaning(_("USCIS changed a name or birth date in its records."), QUIET),
    # Appointments
    "interview_next": Meaning(_("The next step is an interview."), _("Nothing to do now. The date comes by notice.")),
    "interview_scheduled": Meaning(_("USCIS set a date for an interview."), WHERE),
    "interview_rescheduled": Meaning(_("USCIS set a new date for the interview."), WHERE),
    "interview_cancelled": Meaning(_("USCIS called off the interview."), DATED),
    "interview_done": Meaning(_("The interview is over; the case is not decided yet."), QUIET),
    "missed_appointment": Meaning(_("USCIS noted that no one came. This can affect the case."), CONTACT),
    "oath": Meaning(_("An oath ceremony is the last step to become a citizen."), WHERE),
    # Requests on the side: the trap of titles that say approved or denied
    "expedite_received": Meaning(_("USCIS has a request to speed up this case."), QUIET),
    "expedite_approved": Meaning(_("USCIS agreed to speed up this case."), NOT_DECIDED),
    "expedite_denied": Meaning(_("USCIS refused to speed up this case."), NOT_DECIDED),
    "premium_received": Meaning(_("USCIS has a request for premium (faster) service."), ASKED),
    "precertification_met": Meaning(_("The sponsor meets the terms of pre-certification."), NOT_DECIDED),
    "precertification_not_met": Meaning(_("The terms of pre-certification are not met."), NOT_DECIDED),
    # Decisions
    "approved": Meaning(_("USCIS approved this case."), STEPS),
    "approved_abroad": Meaning(_("USCIS approved this case and told the office abroad or at the border."), STEPS),
    "approval_affirmed": Meaning(_("USCIS looked again and kept its approval."), QUIET),
    "approval_certified": Meaning(_("USCIS approved; a higher office has the last word."), QUIET),
    "deferred_action_granted": Meaning(_("USCIS put off removal for now (deferred action)."), STEPS),
    "deferred_action_refused": Meaning(_("USCIS did not put off removal (deferred action)."), OPTIONS),
    "deferred_action_ended": Meaning(_("Deferred action (no removal for now) is over."), OPTIONS),
    "denied": Meaning(_("USCIS turned down this case."), OPTIONS),
    "denial_upheld": Meaning(_("A court kept the denial."), ANY_NOTICE),
    "benefits_denied": Meaning(_("USCIS denied this and what goes with it."), OPTIONS),
    "revoked": Meaning(_("USCIS took back its approval."), OPTIONS),
    "not_revoked": Meaning(_("That alone did not undo the approval."), QUIET),
    "termination_notice": Meaning(_("USCIS sent a notice of what it ended."), OPTIONS),
    "work_permit_ended": Meaning(_("A student's work permit ended by itself."), ANY_NOTICE),
    "rejected": Meaning(_("USCIS did not accept this filing; that is not a denial."), REFILE),
    "report_rejected": Meaning(_("USCIS did not accept a report."), ASKED),
    "g28_rejected": Meaning(
        _("USCIS did not accept the form that lets a lawyer or agent act."),
        _("That person can file a new G-28."),
    ),
    # The end of a case
    "administratively_closed": Meaning(_("USCIS closed this case in its files."), ANY_NOTICE),
    "closed_other_means": Meaning(_("The benefit came another way, so USCIS closed this case."), QUIET),
    "case_withdrawn": Meaning(_("This case was taken back and is over."), ASKED),
}
