"""What departments were asked about a case, and what they found."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

OURS = "our own plans and names"

impersonal("tasks.Department", OURS, "public_names")
impersonal("tasks.TaskPlan", OURS, "names")
impersonal("tasks.PlanStep", OURS, "title", "question", "public_label", "items", "conditions")
personal(
    "tasks.Task", "title", "question", "result", "reason", title=_("Tasks"), of="case__contact"
)
impersonal("tasks.Task", OURS, "conditions", "public_names", "verdict", "made_by", "ended_by")
personal(
    "tasks.Item", "text", "reason", title=_("Check-lists"), of="task__case__contact", exported=False
)
impersonal("tasks.Held", "a kind of reason", "because")
