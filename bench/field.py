"""What every row of the table is made of."""
import dataclasses
import json

from goals import EMPTY
from stopwatch import Contestant, Step


@dataclasses.dataclass
class Contest:
    """One row as it is run: the first contestant is the tool."""
    contestants: list
    goals: list
    sampling_ms: int = 0  # between two looks at memory: for rows that are about memory, not time


@dataclasses.dataclass
class Field:
    """The shop, the peers that can be had, and a folder that is emptied after each row."""
    shop: object
    peers: object
    scratch: object

    def arguments(self, arguments, engine):
        return [*(["--engine", engine] if engine else []), *arguments]

    def step(self, *arguments, engine=None, database=None, streams=False):
        command = self.shop.tool.command(database or self.shop.database, *self.arguments(arguments, engine))
        return Step(command, streams=streams)

    def answer(self, *arguments, engine=None, database=None):
        """The tool's answer to what is not timed."""
        return self.shop.tool.run(database or self.shop.database, *self.arguments(arguments, engine))

    def empty(self):
        return Contestant(EMPTY, [Step([self.shop.programs / "bench_empty_process"])], lambda outputs: 0, 0)

    def sql_peers(self):
        return [peer for peer in (self.peers.get("sqlite3"), self.peers.get("DuckDB")) if peer is not None]


def json_of(output):
    with open(output) as file:
        return json.load(file)
