"""Which device a name means."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from attention_core.utils.device import (
    DeviceError,
    multiplies_fast_in_bfloat16,
    resolve_device,
    share_processor,
)


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


@pytest.mark.parametrize(("asked", "expected"), [(None, 1), ("3", 3)])
def test_one_thread_each_unless_somebody_asked_for_more(asked, expected, monkeypatch):
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        if asked is None:
            monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
        else:
            monkeypatch.setenv("OMP_NUM_THREADS", asked)
        share_processor()
        assert torch.get_num_threads() == expected
        with ThreadPoolExecutor(1) as other:  # where a page runs: not where the models were read
            assert other.submit(torch.get_num_threads).result() == expected
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("device", "capabilities", "expected"),
    [
        ("cpu", {"avx512_bf16": True}, True),
        ("cpu", {"avx512_bf16": False, "avx512_f": True}, False),
        ("cpu", {}, False),  # a processor of another kind
        ("cuda", {"avx512_bf16": True}, False),
    ],
)
def test_bfloat16_is_fast_on_a_processor_that_has_it(device, capabilities, expected, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert multiplies_fast_in_bfloat16(torch.device(device)) is expected


def test_this_machine_can_be_asked():
    assert isinstance(multiplies_fast_in_bfloat16(torch.device("cpu")), bool)
