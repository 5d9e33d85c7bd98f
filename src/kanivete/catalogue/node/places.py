"""Where the texts of a node are read, and pieces that its patterns share."""

from kanivete.catalogue.entry import Where

JOURNAL = frozenset({Where.KUBELET_LOG})
"""The node's journal only: lines of the kubelet, systemd and the kernel."""
SAID = frozenset({Where.KUBELET_LOG, Where.NODE_CONDITION, Where.EVENT})
"""What the kubelet logs and tells the API server as well."""

QUOTE = r'\\*"?'
"""A quotation mark as klog and JSON logs escape it, or none (before 1.19)."""
API_URL = r"https?://(?P<address>\[[0-9a-f:.]+\]|[^\s/:\\\"]+)(?::(?P<port>\d+))?/apis?/[^\s\\\"]*" + QUOTE
"""A request to the API server. Image pulls go to `/v2/`, probes are excluded by the patterns that use this."""
PROBE = r"probe failed|probeType|prober"
