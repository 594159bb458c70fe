"""Clients that lose patience quickly, and what they tell."""

from typing import Any

from mission_control_client import Client
from mission_control_client.client import Setting
from mission_control_client.tally import Limits

QUICK = Limits(age_s=0.02, first_pause_s=0.01, longest_pause_s=0.05, close_s=2.0)


def setting(**more: Any) -> Setting:
    belongs = {"MC_PROJECT": "shop", "MC_ITERATION": "shop", "MC_COMMIT": "c1"}
    return Setting(**{"environ": belongs, "limits": QUICK, **more})


def started(client: Client, number: int = 1) -> None:
    for n in range(number):
        client.emit("dde.task.started", {"task_id": f"t{n}"})
