"""Random kills, faults and full disks over a small draft: whatever happened, the accounts add up."""

from concurrent.futures import ThreadPoolExecutor

import datasets
import pytest

from tests.chaos.histories import History
from tests.far_end.process import far_end

SEEDS = range(50)
FAULTS = {"500": 0.05, "reset": 0.04, "cut": 0.03, "malformed": 0.03, "429": 0.04, "truncate": 0.06, "refuse": 0.06}


@pytest.fixture(scope="module")
def endpoints():
    """One that fails in every way, and one that never does."""
    failing = far_end(latency="10ms", bad_share=0.3, fault=FAULTS, retry_after="50ms", retry_after_style="ms")
    with failing as server, far_end(latency="5ms", bad_share=0.3) as honest:
        yield {"failing": server.url, "honest": honest.url}


@pytest.fixture(scope="module")
def histories(request, endpoints, tmp_path_factory):
    """The histories of the tests that were chosen, two at a time: each waits for its retries half of the time."""
    chosen = [item.callspec.params["seed"] for item in request.session.items if item.module is request.module]
    datasets.disable_progress_bars()
    with ThreadPoolExecutor(2) as pool:
        yield {
            seed: pool.submit(History(seed, tmp_path_factory.mktemp(f"seed-{seed}-"), **endpoints).happen)
            for seed in chosen
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_accounts_add_up_after_any_history(seed, histories):
    histories[seed].result()
