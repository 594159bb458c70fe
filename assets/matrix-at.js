/* How near and where the matrix is looked at lies in the address: side of a cell, and the row and column in the middle. */
(function (mc) {
  const RESTS = 300;
  let later = 0;

  /** Once the hand rests it goes into the address; a matrix that is whole in its frame needs no word there. */
  mc.keepMatrix = function (board, canvas) {
    clearTimeout(later);
    later = setTimeout(() => {
      const { size, ox, oy } = board;
      const seen = [size, (canvas.clientHeight / 2 - oy) / size, (canvas.clientWidth / 2 - ox) / size];
      mc.go({ matrixAt: board.touched ? seen.map((number) => Number(number.toFixed(2))).join(",") : null });
    }, RESTS);
  };

  /** Look at what the address says, if it says so. */
  mc.takeMatrix = function (board, canvas) {
    const [size, row, column] = (mc.state.matrixAt || "").split(",").map(Number);
    board.touched = size > 0 && size <= 52 && Number.isFinite(row) && Number.isFinite(column);
    if (board.touched) Object.assign(board, { size, ox: canvas.clientWidth / 2 - column * size, oy: canvas.clientHeight / 2 - row * size });
  };
})(window.mc = window.mc || {});
