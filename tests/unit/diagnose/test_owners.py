"""From a pod up to its controller: owners that deny being one are none."""

import pytest

from kanivete.diagnose.owners import Owners
from kanivete.kube.meta import ObjectMeta, OwnerReference
from kanivete.kube.pods import Pod
from tests.unit.diagnose.fakes import FakeSource


@pytest.mark.parametrize(("controller", "kind"), [(True, "StatefulSet"), (None, "StatefulSet"), (False, "Pod")])
def test_an_owner_is_the_controller_unless_it_denies_it(controller: bool | None, kind: str) -> None:
    owner = OwnerReference(api_version="apps/v1", kind="StatefulSet", name="db", uid="1", controller=controller)
    pod = Pod(metadata=ObjectMeta(name="db-0", namespace="shop", owner_references=[owner]))

    assert Owners(FakeSource()).top(pod).kind == kind
