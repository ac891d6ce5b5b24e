from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, User
from makegood.base.ui.preferences import html_lang
from makegood.care.tasks.models import Department, Kind, PlanStep, TaskPlan, When
from makegood.care.tasks.rules import FIELDS
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import colleagues, name_of
from makegood.records.people.queries import teams as all_teams

NAMES = {"name_en": "en", "name_zh_hans": "zh-Hans", "name_zh_hant": "zh-Hant"}
FIELD_NAMES = {
    "queue": _("The queue is"),
    "urgency": _("The urgency is at least"),
    "channel": _("The channel is"),
    "language": _("The language is"),
    "tier": _("The customer's tier is"),
    "subject": _("The title contains"),
}
URGENCIES = (("0", _("Normal")), ("1", _("High")), ("2", _("Danger")))


class ByName(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A team or a queue by the name it has in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj, html_lang())


def names_of(data: dict[str, Any]) -> dict[str, str]:
    """The names of a form by language."""
    return {code: data.get(field) or "" for field, code in NAMES.items()}


def names_into(names: dict[str, str]) -> dict[str, str]:
    """Names by language as a form shows them."""
    return {field: names.get(code, "") for field, code in NAMES.items()}


class NamesForm(forms.Form):
    """A name in three languages."""

    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=80)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), required=False, max_length=80
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), required=False, max_length=80
    )


class DepartmentForm(NamesForm):
    """Whether a team may be asked, and what customers read of it."""

    active = forms.BooleanField(
        label=_("Other teams may ask this team"), required=False, initial=True
    )
    minutes = forms.IntegerField(
        label=_("Usual time, in minutes of its working time"),
        min_value=1,
        max_value=525_600,
        initial=480,
    )
    lead = forms.ModelChoiceField(
        label=_("Who leads it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("The duty lead of its queue"),
        help_text=_("What nobody answers in time comes to this person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people(self, "lead")
        self.fields["name_en"].help_text = _("As customers read it. Leave it empty to name nobody.")


def department_shown(department: Department | None) -> dict[str, Any]:
    """A department as the form shows it."""
    if department is None:
        return {}
    kept = {"active": department.active, "minutes": department.minutes, "lead": department.lead}
    return {**kept, **names_into(department.public_names)}


class PlanForm(NamesForm):
    """The name of a plan."""

    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


def plan_shown(plan: TaskPlan) -> dict[str, Any]:
    """A plan as the form shows it."""
    return {"active": plan.active, **names_into(plan.names)}


def people(form: forms.Form, *fields: str) -> None:
    """Offer everybody who works here."""
    for name in fields:
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - so they are declared
        field.queryset = colleagues()


class StepForm(forms.Form):
    """One step of a plan."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.TASK)
    team = ByName(label=_("Who"), queryset=Team.objects.none(), empty_label=_("Choose a team"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=525_600, initial=480)
    question = forms.CharField(
        label=_("What they need to know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
    )
    approver = forms.ModelChoiceField(
        label=_("Who approves"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    substitute = forms.ModelChoiceField(
        label=_("Substitute"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    items = forms.CharField(
        label=_("Check-list"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One line each. A line that begins with * is mandatory."),
    )
    public_label = forms.CharField(
        label=_("What the customer reads as who looks at it"),
        required=False,
        max_length=120,
        help_text=_("Empty: the public name of the department."),
    )
    when = forms.ChoiceField(
        label=_("After the steps before"), choices=When.choices, initial=When.APPROVED
    )
    field = forms.ChoiceField(
        label=_("Only if"),
        required=False,
        choices=[("", _("always")), *((name, FIELD_NAMES[name]) for name in FIELDS)],
    )
    value = forms.CharField(label=_("Value"), required=False, max_length=80)
    blocking = forms.BooleanField(label=_("The case waits for it"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people(self, "approver", "substitute")
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - declared above
        team.queryset = all_teams()

    def step(self) -> dict[str, Any]:
        """The fields of PlanStep."""
        data = self.cleaned_data
        plain = ("title", "kind", "team", "minutes", "question", "public_label", "when", "blocking")
        approves = data["kind"] == Kind.APPROVAL
        return {
            **{name: data[name] for name in plain},
            "approver": data["approver"] if approves else None,
            "substitute": data["substitute"] if approves else None,
            "items": _lines(data["items"]),
            "conditions": _condition(data["field"], data["value"]),
        }


def _lines(text: str) -> list[dict[str, object]]:
    """ "*Account checked" is mandatory, "Photo" is not."""
    lines = [line.strip() for line in text.splitlines()]
    return [
        {"text": line.lstrip("*＊ ").strip()[:200], "mandatory": line[0] in "*＊"}
        for line in lines
        if line.strip("*＊ ")
    ]


def _condition(field: str, value: str) -> list[dict[str, str]]:
    return [{"field": field, "value": value.strip()}] if field and value.strip() else []


def step_shown(step: PlanStep) -> dict[str, Any]:
    """A step as the form shows it."""
    plain = ("title", "kind", "team", "minutes", "question", "public_label", "when", "blocking")
    condition = step.conditions[0] if step.conditions else {"field": "", "value": ""}
    lines = [f"{'*' if item['mandatory'] else ''}{item['text']}" for item in step.items]
    return {
        **{name: getattr(step, name) for name in plain},
        "approver": step.approver,
        "substitute": step.substitute,
        "items": "\n".join(lines),
        **condition,
    }


class InOrder(BaseFormSet):  # type: ignore[type-arg]
    """The steps of a plan, each with its place."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place in the order")


Steps: "type[BaseFormSet[StepForm]]" = formset_factory(
    StepForm, formset=InOrder, extra=0, min_num=1, max_num=20, can_delete=True, can_order=True
)


class TrialForm(forms.Form):
    """An example case, to see which steps it would get and when."""

    queue = ByName(label=_("Queue"), queryset=Queue.objects.none(), required=False, empty_label="–")
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCIES, required=False)
    channel = forms.CharField(label=_("Channel"), max_length=30, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", "–"), *Language.choices], required=False
    )
    tier = forms.CharField(label=_("Customer's tier"), max_length=20, required=False)
    subject = forms.CharField(label=_("Title"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queue = self.fields["queue"]
        assert isinstance(queue, forms.ModelChoiceField)  # noqa: S101 - declared above
        queue.queryset = Queue.objects.order_by("key")

    def facts(self) -> dict[str, str]:
        """What conditions may ask."""
        data = dict(self.cleaned_data)
        queue = data.pop("queue", None)
        return {**{k: str(v or "") for k, v in data.items()}, "queue": queue.key if queue else ""}
