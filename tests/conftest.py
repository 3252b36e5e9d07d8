"""What all tests share."""

import os


def pytest_xdist_auto_num_workers():
    """Most of what the tests do is wait for a screen or a socket: half as many workers again as cores keep them busy."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)
