"""Runs the notebook on standard input and writes it, with its outputs, to standard output."""

import json
import sys
import tempfile

import nbformat
from nbclient import NotebookClient


def main() -> None:
    notebook = nbformat.reads(sys.stdin.read(), as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        # Times and processes would make every run a change.
        client = NotebookClient(
            notebook,
            timeout=600,
            kernel_name="python3",
            record_timing=False,
            # The kernel sends what is printed in as many pieces as time allows.
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
            # Not that it talks over a port of this machine.
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                sys.exit(f"The cell {cell.id} writes to standard error: {output.text}")
    notebook.metadata = {
        "kernelspec": notebook.metadata.kernelspec,
        "language_info": {"name": "python"},
    }
    nbformat.validate(notebook)
    json.dump(notebook, sys.stdout, indent=1, ensure_ascii=False, sort_keys=True)


if __name__ == "__main__":
    main()
