"""Which device a name means."""

import pytest
import torch

from attention_core.device import DeviceError, resolve_device


def test_names_on_a_machine_without_cuda(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert resolve_device("auto") == resolve_device("cpu") == torch.device("cpu")
    with pytest.raises(DeviceError, match="--device cpu"):
        resolve_device("cuda")


def test_names_on_a_machine_with_cuda(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert resolve_device("auto") == resolve_device("cuda") == torch.device("cuda")
    assert resolve_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["", "gpu", "CPU", "cuda:0", "meta"])
def test_other_names_are_refused_with_those_there_are(name):
    with pytest.raises(DeviceError, match="auto, cpu, cuda"):
        resolve_device(name)
