"""From a rulebook to SQL. The text of the statement comes from templates here only; whatever a
rulebook says is a parameter."""

from ratings.compiler.bindings import Binding, GivenRows
from ratings.compiler.statement import Compiled, compile_rulebook

__all__ = ["Binding", "Compiled", "GivenRows", "compile_rulebook"]
