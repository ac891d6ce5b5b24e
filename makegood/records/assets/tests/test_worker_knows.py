import re
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[4]
KNOWN = (
    "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'makegood.config.settings');"
    "django.setup(); from procrastinate.contrib.django import app; print(*app.tasks)"
)


def test_a_worker_that_has_no_pages_knows_every_job():
    named = {
        name
        for path in (SOURCE / "makegood").rglob("*.py")
        if "tests" not in path.parts
        for name in re.findall(r'^@job\("([^"]+)"\)', path.read_text(), re.MULTILINE)
    }
    done = subprocess.run(
        [sys.executable, "-c", KNOWN], capture_output=True, text=True, cwd=SOURCE, check=True
    )
    assert "assets.come_in" in named
    assert named <= set(done.stdout.split())
