"""One field of a form with its label, help and error, as the design has it."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from makegood.base.ui.sections import sections_for

register = template.Library()


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, **attrs: Any) -> dict[str, Any]:
    """`{% field form.email %}`; further words become attributes of the control."""
    widget = bound.field.widget
    return {
        "field": bound,
        "kind": _kind(widget),
        "control": _control(
            bound, {name.replace("_", "-"): value for name, value in attrs.items()}
        ),
    }


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    return "password" if isinstance(widget, forms.PasswordInput) else "text"


def _control(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.CheckboxInput):
        css = ""
    elif isinstance(widget, forms.Select):
        css = "select"
    else:
        css = "input"
    return bound.as_widget(attrs={**({"class": css} if css else {}), **attrs})


@register.simple_tag(takes_context=True)
def settings_sections(context: dict[str, Any]) -> list[Any]:
    """Groups of settings pages that this member of staff may open."""
    return sections_for(context["request"])
