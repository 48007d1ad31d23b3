"""Files of the lane stay in memory: Django's own handlers would write a large one to the temporary folder."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from tidtam.tips.rules.words import MOST_BYTES


class MemoryOnly(FileUploadHandler):
    """Keeps every file in memory, and stops reading when all of them together are too much."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; its name is not kept."""
        super().new_file(*args, **kwargs)
        self.held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece in. Errors: StopUpload over the limit."""
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES + 64 * 1024:
            raise StopUpload(connection_reset=True)
        self.held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file under no name of its own."""
        self.held.seek(0)
        return InMemoryUploadedFile(
            file=self.held, field_name=self.field_name, name="file", content_type="application/octet-stream",
            size=file_size, charset=None,
        )  # fmt: skip
