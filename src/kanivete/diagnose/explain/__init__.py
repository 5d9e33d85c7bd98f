"""The causes in whatever text a person has at hand."""

from kanivete.diagnose.explain.answer import Answer, answer
from kanivete.diagnose.explain.pasted import Explained, explain_text

__all__ = ["Answer", "Explained", "answer", "explain_text"]
