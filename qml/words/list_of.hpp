#pragma once

#include <QAbstractListModel>
#include <utility>
#include <vector>

namespace wattill::kiosk {

/// A list that is replaced as a whole. As long as its length stays, the items on the screen stay
/// too and only show something else.
template <class Row>
class ListOf : public QAbstractListModel {
  public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] bool has(int row) const { return row >= 0 && row < rowCount(); }
    [[nodiscard]] const Row& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    void replace(std::vector<Row> rows) {
        if (rows.size() == m_rows.size()) {
            m_rows = std::move(rows);
            if (!m_rows.empty()) emit dataChanged(index(0), index(rowCount() - 1));
            return;
        }
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

  private:
    std::vector<Row> m_rows;
};

}  // namespace wattill::kiosk
